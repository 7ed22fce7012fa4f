# What index.awk and catalogue.awk have in common: cells, and texts kept one
# behind the other in one literal.

function fail(what)
{
	printf "%s:%d: %s\n", FILENAME, FNR, what >"/dev/stderr"
	broken = 1
	exit 1
}

# Cuts the line into cell[1..]; returns how many. No cell holds a line break.
function cut(line,    n, c)
{
	n = 0
	for (;;) {
		n++
		if (substr(line, 1, 1) != "\"") {
			c = index(line, ",")
			cell[n] = c ? substr(line, 1, c - 1) : line
			if (!c)
				return n
			line = substr(line, c + 1)
			continue
		}
		line = substr(line, 2)
		cell[n] = ""
		while ((c = index(line, "\"")) > 0) {
			cell[n] = cell[n] substr(line, 1, c - 1)
			line = substr(line, c + 1)
			if (substr(line, 1, 1) != "\"")
				break
			cell[n] = cell[n] "\""
			line = substr(line, 2)
		}
		if (!c)
			fail("a quote that is never closed on its line")
		if (line == "")
			return n
		line = substr(line, 2)
	}
}

function quoted(s)
{
	gsub(/\\/, "\\\\", s)
	gsub(/"/, "\\\"", s)
	gsub(/\?/, "\\?", s)
	gsub(/\037/, "\\037", s)
	return "\"" s "\""
}

# Keeps a text, with its end, and returns where it begins.
function keep(s,    at)
{
	at = used
	text[ntext++] = quoted(s)
	used += length(s) + 1
	return at
}

# text_key() of a name. Only ASCII is handled here.
function key_of(s)
{
	if (s ~ /[^ -~]/)
		fail(s " is not ASCII")
	s = tolower(s)
	gsub(/\(customi[sz]e\)/, "", s)
	gsub(/new!/, "", s)
	gsub(/&/, "and", s)
	gsub(/[^a-z0-9]/, "", s)
	return s
}

# Prints the texts that were kept, as the C array of that name.
function print_text(name,    i)
{
	print "\nconst char " name "[] ="
	for (i = 0; i < ntext; i++)
		print "\t" text[i] " \"\\0\""
	print "\t\"\";"
}
