/* Changes texts of lines and cells; see fuzz_mutate_table() in fuzz.h. */
#include <string.h>

#include "fuzz.h"

static const char *const words[] = {
	"", "None", "My", "All", "Any", "Mine", "none", "ALL", " All ", "N/A",
	"-", "Nil", "True", "False", "1", "0", "63", "A", "F", "C", "X",
	"Role", "Role ID", "Module", "Function", "Add", "Edit", "Delete",
	"Inquire", "Member ID", "Member Name", "Name", "Level", "Location",
	"Business Unit", "Default Board", "Restrict Board Access",
	"License Class", "Inactive", "adminFlag", "roleType", "id", "name",
	"moduleName", "moduleFunctionName", "addLevel", "editLevel",
	"deleteLevel", "inquireLevel", "securityRole/name", "blockPriceFlag",
	"Item", "Access", "allow", "disallow", "(all)", "System.Object[]",
	"Service / Service Board", "Corporate (Level 1)", "Office (Level 3)",
	"@{id=63; name=Thread}", "Thread", "IT Glue", "Sync 365", "Admin",
	"Companies", "Contacts", "System", "Table Setup", "Security Roles",
	"Member Maintenance", "Service Desk", "Service Tickets", "Contact",
	"Finance", "Invoicing", "Invoice Approval", "Servce Tickets", "Time",
	"meta", "grant", "member", "table_setup", "host", "vendor", "*",
	"recommended", "optional:backup", "phase:setup", "confidence",
	"partial", "complete", "level", "restricted_boards", "limited",
	"alias-role", "member_id_max", "admin_role", "allowed", "required",
	"rule", "tenant", "role", "member", "verb", "owner", "reason",
	"ticket", "expires", "CW101", "CW102", "CW202", "CW308", "CW601",
	"2026-01-31", "2030-12-31", "2020-02-30", "add+inquire", "'=1+1",
	"it-glue", "#TYPE x", "sep=;", "\"", "\"\"", "\"a\nb\"", "\r", "\r\n",
	"\xef\xbb\xbf", "\xff\xfe", "\x93", "\xe2\x80\xae",
};

/* Puts n bytes in place of those from `from` to `to`; the new size. */
static size_t
put(uint8_t *data, size_t size, size_t max, size_t from, size_t to,
    const void *p, size_t n)
{
	uint8_t copy[4096];

	if (n > sizeof(copy) || size - (to - from) + n > max)
		return size;
	/* p may point into data. */
	if (n)
		memcpy(copy, p, n);
	memmove(data + from + n, data + to, size - to);
	if (n)
		memcpy(data + from, copy, n);
	return size - (to - from) + n;
}

static bool
ends_cell(uint8_t c)
{
	return c == ',' || c == ';' || c == '\t' || c == '|' || c == '\n' ||
	    c == '\r';
}

/* The cell, or the line with its end, around a random place. */
static void
pick(const uint8_t *data, size_t size, uint32_t *state, bool line,
    size_t *from, size_t *to)
{
	size_t at = size ? fuzz_next(state) % size : 0;

	*from = *to = at;
	while (*from > 0 && data[*from - 1] != '\n' &&
	    (line || !ends_cell(data[*from - 1])))
		*from -= 1;
	while (*to < size && data[*to] != '\n' &&
	    (line || !ends_cell(data[*to])))
		*to += 1;
	if (line && *to < size)
		*to += 1;
}

static size_t
change_cell(uint8_t *data, size_t size, size_t max, uint32_t *state)
{
	const char *word = words[fuzz_next(state) % countof(words)];
	size_t from, to, a, b;

	pick(data, size, state, false, &from, &to);
	switch (fuzz_next(state) % 6) {
	case 0:		/* the bytes of one cell */
		b = to - from + 16;
		if (size + 16 > max || to == from)
			return size;
		memmove(data + to + 16, data + to, size - to);
		a = LLVMFuzzerMutate(data + from, to - from, b);
		memmove(data + from + a, data + to + 16, size - to);
		return size - (to - from) + a;
	case 1:		/* what another cell says */
		pick(data, size, state, false, &a, &b);
		return put(data, size, max, from, to, data + a, b - a);
	case 2:		/* a cell less */
		return put(data, size, max, from, to < size ? to + 1 : to, "",
		    0);
	case 3:		/* a cell more */
		size = put(data, size, max, from, from, ",", 1);
		return put(data, size, max, from, from, word, strlen(word));
	default:
		return put(data, size, max, from, to, word, strlen(word));
	}
}

static size_t
change_line(uint8_t *data, size_t size, size_t max, uint32_t *state)
{
	size_t from, to, a, b;

	pick(data, size, state, true, &from, &to);
	if (to - from > 3 && memcmp(data + from, "@@ ", 3) == 0 &&
	    fuzz_next(state) % 8)
		return size;
	pick(data, size, state, true, &a, &b);
	switch (fuzz_next(state) % 3) {
	case 0:
		return put(data, size, max, from, to, "", 0);
	case 1:
		return put(data, size, max, from, from, data + a, b - a);
	default:
		return put(data, size, max, from, to, data + a, b - a);
	}
}

/* Another delimiter or line end all over. */
static size_t
change_form(uint8_t *data, size_t size, uint32_t *state)
{
	static const char other[] = ";\t|,";
	uint8_t c = (uint8_t)other[fuzz_next(state) % 4];
	bool ends = fuzz_next(state) % 4 == 0;

	for (size_t i = 0; i < size; i++) {
		if (ends && data[i] == '\n')
			data[i] = '\r';
		else if (!ends && data[i] == ',')
			data[i] = c;
	}
	return size;
}

size_t
fuzz_mutate_table(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	uint32_t state = seed * 2654435761u | 1;
	unsigned n = 1 + fuzz_next(&state) % 4;

	if (size == 0 || fuzz_next(&state) % 4 == 0)
		return LLVMFuzzerMutate(data, size, max);
	while (n--) {
		unsigned what = fuzz_next(&state) % 64;

		if (what == 0)
			size = change_form(data, size, &state);
		else if (what < 16)
			size = change_line(data, size, max, &state);
		else
			size = change_cell(data, size, max, &state);
	}
	return size;
}
