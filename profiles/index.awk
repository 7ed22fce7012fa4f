# usage: awk -f profiles/cells.awk -f profiles/index.awk catalogue.csv NAME.csv ...
# Prints, as C, what is known of each profile before its rows are read: its
# names, and the levels of the grants by the number of their function.
# Ends with 1 when a row names a function that the catalogue does not have.

# The numbers of enum level and of blob_grant.when.
function level(s)
{
	if (!(s in levels))
		fail("level " s)
	return levels[s]
}

function number_of_when(s)
{
	if (s in whens)
		return whens[s]
	if (s !~ /^optional:./)
		fail("when " s)
	feature[nfeature++] = substr(s, 10)
	whens[s] = 2 + nfeature
	return whens[s]
}

# Keeps a list, whose end is an empty text.
function keep_list(list, n,    at, i)
{
	at = used
	for (i = 0; i < n; i++)
		keep(list[i])
	text[ntext++] = "\"\""
	used++
	return at
}

# Enters an alias of a profile by its words as match_alias.c cuts them; kind is
# role or member.
function add_alias(kind, s, number,    n, i, k, word, key, words)
{
	if (s ~ /[^ -~]/)
		fail(s " is not ASCII")
	gsub(/[^A-Za-z0-9]/, " ", s)
	n = split(s, word, " ")
	key = ""
	words = 0
	for (i = 1; i <= n; i++) {
		k = key_of(word[i])
		words += k != ""
		key = key k
	}
	if (key == "")
		return
	if (!((kind, key) in most)) {
		most[kind, key] = 0
		alias[kind, nalias[kind]++] = key
	}
	if (words > most[kind, key])
		most[kind, key] = words
	k = owners[kind, key]
	if (k == "")
		owners[kind, key] = number
	else if (k !~ ("(^|,)" number "$"))
		owners[kind, key] = k "," number
}

# Prints the aliases of a kind in byte order of their keys.
function print_aliases(kind,    n, i, k, s, list, part)
{
	n = nalias[kind]
	for (i = 1; i < n; i++) {
		s = alias[kind, i]
		for (k = i; k > 0 && alias[kind, k - 1] > s; k--)
			alias[kind, k] = alias[kind, k - 1]
		alias[kind, k] = s
	}
	list = "\nconst struct blob_alias profile_" kind "_aliases[] = {\n"
	for (i = 0; i < n; i++) {
		s = alias[kind, i]
		k = split(owners[kind, s], part, ",")
		list = list "\t{" keep(s) ", " nowner ", " k ", " \
			length(s) ", " most[kind, s] "},\n"
		for (k = 1; k in part && part[k] != ""; k++)
			owner[nowner++] = part[k]
		split("", part)
	}
	printf "%s};\n\nconst size_t profile_%s_naliases = %d;\n", list, \
		kind, n
}

function end_profile(    i)
{
	if (name == "")
		return
	for (i = 0; i < nrole; i++)
		add_alias("role", role[i], n)
	for (i = 0; i < nmember; i++)
		add_alias("member", member[i], n)
	head[n++] = "\t{" keep(name) ", " keep(m["vendor"]) ", " \
		keep(m["product"]) ", " keep(m["dated"]) ", " \
		keep_list(role, nrole) ", " keep_list(member, nmember) ", " \
		first ", " ngrant - first ", " (m["confidence"] == "partial") \
		", " caveat "},"
}

BEGIN {
	n = ngrant = used = ntext = nowner = 0
	nalias["role"] = nalias["member"] = 0
	levels[""] = 0
	levels["None"] = 1
	levels["My"] = 2
	levels["All"] = 3
	levels["Any"] = 4
	whens[""] = 0
	whens["recommended"] = 1
	whens["phase:setup"] = 2
}

{
	sub(/\r$/, "")
}

FNR == 1 {
	file++
	if (file > 1) {
		end_profile()
		split("", m)
		name = FILENAME
		sub(/.*\//, "", name)
		sub(/\.csv$/, "", name)
		nrole = nmember = caveat = 0
		first = ngrant
	}
	next
}

file == 1 {
	cut($0)
	if (!(cell[2] in module))
		module[cell[2]] = nmodule++
	if (cell[1] == "function")
		number[cell[2] SUBSEP cell[3]] = nfunction++
	next
}

{
	cut($0)
}

cell[1] == "meta" && cell[2] == "alias-role" {
	role[nrole++] = cell[3]
	next
}

cell[1] == "meta" && cell[2] == "alias-member" {
	member[nmember++] = cell[3]
	next
}

cell[1] == "meta" {
	if (!(cell[2] in m))
		m[cell[2]] = cell[3]
	if (cell[2] == "confidence")
		caveat = cell[3] != "partial" && cell[9] ~ /^caveat: /
	if (cell[2] == "name" && cell[3] != name)
		fail("the profile is named " cell[3])
	next
}

cell[1] == "grant" {
	if (cell[3] == "*" && cell[2] in module)
		f = "BLOB_STAR | " module[cell[2]]
	else if ((cell[2], cell[3]) in number)
		f = number[cell[2], cell[3]]
	else
		fail(cell[2] " > " cell[3] " is not in the catalogue")
	grant[ngrant++] = "{" f ", " number_of_when(cell[8]) ", {" \
		level(cell[4]) ", " level(cell[5]) ", " level(cell[6]) ", " \
		level(cell[7]) "}},"
}

END {
	if (broken)
		exit 1
	end_profile()
	print "\nconst struct blob_grant profile_grants[] = {"
	for (i = 0; i < ngrant; i++)
		print "\t" grant[i]
	print "\t{0, 0, {0, 0, 0, 0}}\n};"
	print_aliases("role")
	print_aliases("member")
	print "\nconst unsigned short profile_owners[] = {"
	for (i = 0; i < nowner; i++)
		print "\t" owner[i] ","
	print "\t0\n};"
	print_text("profile_text")
	print "\nconst struct blob_head profile_heads[] = {"
	for (i = 0; i < n; i++)
		print head[i]
	print "};\n\nconst size_t profile_nheads = " n ";"
	print "\nconst char *const profile_features[] = {"
	for (i = 0; i < nfeature; i++)
		print "\t" quoted(feature[i]) ","
	print "\tNULL\n};"
}
