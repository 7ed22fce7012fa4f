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

function end_profile()
{
	if (name == "")
		return
	head[n++] = "\t{" keep(name) ", " keep(m["vendor"]) ", " \
		keep(m["product"]) ", " keep(m["dated"]) ", " \
		keep_list(role, nrole) ", " keep_list(member, nmember) ", " \
		first ", " ngrant - first ", " (m["confidence"] == "partial") \
		"},"
}

BEGIN {
	n = ngrant = used = 0
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
		nrole = nmember = 0
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
