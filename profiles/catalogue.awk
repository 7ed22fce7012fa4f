# usage: awk -f profiles/cells.awk -f profiles/catalogue.awk catalogue.csv
# Prints, as C, what the catalogue says of each function and table, and the
# keys under which they are found. Ends with 1 when two rows have one key.

function join_key(module, name)
{
	return key_of(module) "\037" key_of(name)
}

# catalogue_table_key() of `Category / Table`.
function table_key(s,    c)
{
	c = index(s, "/")
	return c ? join_key(substr(s, 1, c - 1), substr(s, c + 1)) : \
		join_key("", s)
}

# Keeps a text once.
function keep_once(s)
{
	if (!(s in kept))
		kept[s] = keep(s)
	return kept[s]
}

function module_of(name)
{
	if (!(name in module)) {
		module[name] = nmodule
		module_name[nmodule++] = keep_once(name)
		put("module", key_of(name), module[name])
	}
	return module[name]
}

# Enters a key of that kind; what it stood for before must be the same. A longer
# one would not be found: TEXT_SHORT_KEY of src/text.h.
function put(kind, key, number)
{
	if (length(key) > 120)
		fail(key " is too long")
	if ((kind, key) in found) {
		if (found[kind, key] != number)
			fail(key " stands for two things")
		return
	}
	found[kind, key] = number
	keys[kind, count[kind]++] = key
}

# Sorts the keys of a kind in byte order, and prints them.
function print_keys(kind, name,    i, k, n, s)
{
	n = count[kind]
	for (i = 1; i < n; i++) {
		s = keys[kind, i]
		for (k = i; k > 0 && keys[kind, k - 1] > s; k--)
			keys[kind, k] = keys[kind, k - 1]
		keys[kind, k] = s
	}
	list = list "\nconst struct blob_key " name "_keys[] = {\n"
	for (i = 0; i < n; i++) {
		s = keys[kind, i]
		list = list "\t{" keep_once(s) ", " found[kind, s] "},\n"
	}
	list = list "};\n\nconst size_t " name "_nkeys = " n ";\n"
}

function risk(s)
{
	if (!(s in risks))
		fail("risk " s)
	return risks[s]
}

function offered(s)
{
	if (!(s in offers))
		fail("levels " s)
	return offers[s]
}

# The aliases of a row, to alias[1..]; returns how many.
function aliases(s,    n, i, k, part)
{
	n = split(s, part, ";")
	k = 0
	for (i = 1; i <= n; i++)
		if (part[i] != "")
			alias[++k] = part[i]
	return k
}

# An entry as C. Tables have no risks.
function entry(key, rated,    s, i)
{
	s = "\t{" keep_once(cell[3]) ", " keep_once(key) ", {"
	for (i = 12; i <= 15; i++)
		s = s keep_once(cell[i]) (i < 15 ? ", " : "}, ")
	s = s module_of(cell[2]) ", {"
	for (i = 8; i <= 11; i++)
		s = s (rated ? risk(cell[i]) : 0) (i < 11 ? ", " : "}, ")
	return s offered(cell[7]) ", " (cell[5] == "yes") "},\n"
}

BEGIN {
	used = ntext = nmodule = nfunction = ntable = 0
	count["module"] = count["function"] = count["table"] = 0
	split("info low medium high critical", word, " ")
	for (i = 1; i <= 5; i++)
		risks[word[i]] = i - 1
	offers["unknown"] = offers[""] = 0
	offers["none-all"] = 1
	offers["none-my-all"] = 2
}

{
	sub(/\r$/, "")
	n = cut($0)
	if (n != 16)
		fail(n " cells, expected 16")
}

FNR == 1 {
	if ($0 != "kind,module,function,aliases,addon,customise,levels," \
	    "risk_add,risk_edit,risk_delete,risk_inquire,why_add,why_edit," \
	    "why_delete,why_inquire,source")
		fail("not the header of the catalogue")
	next
}

cell[1] == "module" {
	number = module_of(cell[2])
	n = aliases(cell[4])
	for (i = 1; i <= n; i++)
		put("module", key_of(alias[i]), number)
	next
}

cell[1] == "function" {
	key = join_key(cell[2], cell[3])
	functions = functions entry(key, 1)
	put("function", key, nfunction)
	n = aliases(cell[4])
	for (i = 1; i <= n; i++)
		put("function", join_key(cell[2], alias[i]), nfunction)
	nfunction++
	next
}

cell[1] == "table" {
	tables = tables entry(join_key(cell[2], cell[3]), 0)
	put("table", table_key(cell[3]), ntable)
	n = aliases(cell[4])
	for (i = 1; i <= n; i++)
		put("table", table_key(alias[i]), ntable)
	ntable++
	next
}

{
	fail("kind " cell[1])
}

END {
	if (broken)
		exit 1
	print_keys("module", "catalogue_module")
	print_keys("function", "catalogue_function")
	print_keys("table", "catalogue_table")
	print_text("catalogue_text")
	print "\nconst struct blob_entry catalogue_functions[] = {"
	printf "%s};\n\nconst size_t catalogue_nfunctions = %d;\n", \
		functions, nfunction
	print "\nconst struct blob_entry catalogue_tables[] = {"
	printf "%s};\n\nconst size_t catalogue_ntables = %d;\n", tables, ntable
	print "\nconst unsigned catalogue_modules[] = {"
	for (i = 0; i < nmodule; i++)
		print "\t" module_name[i] ","
	print "};\n\nconst size_t catalogue_nmodules = " nmodule ";"
	printf "%s", list
}
