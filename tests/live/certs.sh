#!/bin/sh
# usage: tests/live/certs.sh DIR
# Makes the certificates of the live tests in DIR: an authority, good ones,
# and one of each kind that has to be refused. NAME.pem holds key and chain.
set -eu
dir=$1
mkdir -p "$dir"
cd "$dir"

cat >ca.cnf <<'END'
[ca]
default_ca = main
[main]
database = ./index
new_certs_dir = .
rand_serial = yes
policy = any
default_md = sha256
unique_subject = no
x509_extensions = leaf
[any]
commonName = supplied
[req]
distinguished_name = dn
[dn]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = CA:FALSE
subjectAltName = DNS:localhost, IP:127.0.0.1, IP:::1
[other]
basicConstraints = CA:FALSE
subjectAltName = DNS:api-na.example.net, DNS:*.example.org
END

day()
{
	date -u -d "$1 days" +%Y%m%d%H%M%SZ
}

key()
{
	openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"
}

# authority NAME SUBJECT
authority()
{
	key "$1"
	openssl req -new -x509 -config ca.cnf -extensions authority \
		-sha256 -days 30 -key "$1.key" -subj "/CN=$2" -out "$1.crt"
}

# leaf NAME ISSUER FROM-DAY TO-DAY EXTENSIONS [MORE ...]; NAME.key is there
leaf()
{
	name=$1 issuer=$2 from=$(day "$3") to=$(day "$4") part=$5
	shift 5
	openssl req -new -config ca.cnf -key "$name.key" \
		-subj "/CN=$name.test" -out "$name.csr"
	openssl ca -batch -notext -config ca.cnf -extensions "$part" \
		-cert "$issuer.crt" -keyfile "$issuer.key" -startdate "$from" \
		-enddate "$to" -in "$name.csr" -out "$name.crt" "$@"
	cat "$name.key" "$name.crt" >"$name.pem"
}

{
	: >index
	authority ca 'cwaudit test authority'
	authority stranger 'Unknown Test Authority'
	for name in good soon expired future wrongname unknown sha1 notca; do
		key "$name"
	done
	openssl genrsa -out rsa.key 2048
	openssl genrsa -out weakkey.key 1024
	leaf good ca -2 300 leaf
	leaf rsa ca -2 300 leaf
	leaf soon ca -300 10 leaf
	leaf expired ca -300 -3 leaf
	leaf future ca +3 +300 leaf
	leaf wrongname ca -2 +300 other
	leaf unknown stranger -2 +300 leaf
	leaf sha1 ca -2 +300 leaf -md sha1
	leaf weakkey ca -2 +300 leaf
	# issued by a certificate that is no authority
	leaf notca good -2 +300 leaf
	cat good.crt >>notca.pem
	key selfsigned
	openssl req -new -x509 -config ca.cnf -extensions leaf -sha256 \
		-days 30 -key selfsigned.key -subj /CN=localhost \
		-out selfsigned.crt
	cat selfsigned.key selfsigned.crt >selfsigned.pem
	cp ca.crt ca.pem
} >certs.log 2>&1 || { cat certs.log >&2; exit 1; }
