#include <string.h>

#include "cmd_profiles.h"
#include "match.h"

static const char list_title[] = "Table Setup > customize: allow access to "
    "these";

static void
levels_text(struct buf *b, const struct profile_row *row)
{
	for (int v = 0; v < VERB_COUNT; v++)
		buf_printf(b, "  %-7s", row->level[v] == LEVEL_UNKNOWN ? "." :
		    level_name((enum level)row->level[v]));
}

static void
row_text(struct page *p, const struct profile_row *row)
{
	struct buf b;

	buf_init(&b, 1 << 16);
	if (row->kind == PROFILE_GRANT) {
		if (page_width(row->function) > 38) {
			page_text(p, 2, 2, "%s", row->function);
			page_cell(&b, "", 38);
		} else {
			page_cell(&b, row->function, 38);
		}
		levels_text(&b, row);
		page_line(p, PAGE_PLAIN, "  %s", buf_cstr(&b));
	} else if (row->kind == PROFILE_TABLE) {
		page_text(p, 2, 4, "%s", row->function);
	} else {
		page_text(p, 2, 4, "%s = %s", row->module, row->function);
	}
	if (*row->gate || *row->note)
		page_text(p, 6, 6, "%s%s%s", row->gate, *row->gate &&
		    *row->note ? "; " : "", row->note);
	buf_free(&b);
}

static void
section_text(struct page *p, const struct profile *pr,
    enum profile_kind kind, const char *title)
{
	const char *module = "";
	bool begun = false;

	for (size_t i = 0; i < pr->nrow; i++) {
		const struct profile_row *row = &pr->row[i];

		if (row->kind != kind)
			continue;
		if (kind == PROFILE_GRANT && !util_eq(module, row->module)) {
			module = row->module;
			page_heading(p, "%-40s  Add      Edit     Delete   "
			    "Inquire", module);
		} else if (kind != PROFILE_GRANT && !begun) {
			page_heading(p, "%s", title);
		}
		begun = true;
		row_text(p, row);
	}
}

static bool
has_host(const struct profile *pr, const char *host)
{
	for (size_t i = 0; i < pr->nrow; i++) {
		if (pr->row[i].kind == PROFILE_HOST &&
		    util_eq(pr->row[i].function, host))
			return true;
	}
	return false;
}

static const char *
boards(const struct profile *pr)
{
	for (size_t i = 0; i < pr->nrow; i++) {
		if (pr->row[i].kind == PROFILE_MEMBER &&
		    util_eq(pr->row[i].module, "restricted_boards"))
			return pr->row[i].function;
	}
	return "";
}

void
cmd_profiles_remarks(const struct profile *pr,
    const struct profile_library *lib, void (*fn)(void *ctx, const char *),
    void *ctx)
{
	struct arena a = {0};

	if (util_eq(boards(pr), "limited"))
		fn(ctx, "Restrict Board Access is a deny list: it names the "
		    "boards that the member may NOT see. Choose all boards but "
		    "those that it works on, never its own default board. The "
		    "guides of other vendors want the list empty: give this "
		    "integration a member of its own.");
	else if (util_eq(boards(pr), "none"))
		fn(ctx, "Restrict Board Access is a deny list: it names the "
		    "boards that the member may NOT see. This guide wants it "
		    "empty; others want access limited, as support-fusion "
		    "does: give this integration a member of its own.");
	if (has_host(pr, "api-au.myconnectwise.net") ||
	    has_host(pr, "api-aus.myconnectwise.net") ||
	    has_host(pr, "au.myconnectwise.net") ||
	    has_host(pr, "aus.myconnectwise.net"))
		fn(ctx, "There are two Australian clouds, and neither is a "
		    "slip of the pen for the other: the login "
		    "au.myconnectwise.net has the API host "
		    "api-au.myconnectwise.net, the login "
		    "aus.myconnectwise.net has api-aus.myconnectwise.net. "
		    "Take the host of your own login address.");
	for (size_t i = 0; i < lib->n; i++) {
		const struct profile *p = lib->profile[i];

		if (match_newer(p, pr))
			fn(ctx, arena_printf(&a, "%s (%s) is a newer guide of "
			    "the same vendor. It judges, unless a role clearly "
			    "follows this one (%s).", p->name, p->dated,
			    pr->dated));
		else if (match_newer(pr, p))
			fn(ctx, arena_printf(&a, "%s (%s) is an older guide "
			    "of the same vendor. This one (%s) judges, unless "
			    "a role clearly follows the older.", p->name,
			    p->dated, pr->dated));
	}
	arena_free(&a);
}

static void
remark_text(void *ctx, const char *text)
{
	struct page *p = ctx;

	out_char(p->out, '\n');
	page_text(p, 0, 0, "%s", text);
}

void
cmd_profiles_text(struct page *p, const struct profile *pr,
    const struct profile_library *lib)
{
	page_line(p, PAGE_BOLD, "%s", pr->name);
	page_text(p, 2, 4, "%s: %s", pr->vendor, pr->product);
	page_text(p, 2, 4, "guide: \"%s\"%s%s", pr->guide,
	    *pr->dated ? ", dated " : "", pr->dated);
	page_text(p, 2, 4, "address: %s", pr->source);
	page_text(p, 2, 4, "confidence: %s%s%s", cmd_profiles_confidence(pr),
	    *pr->confidence_note ? "; " : "", pr->confidence_note);
	section_text(p, pr, PROFILE_GRANT, "");
	section_text(p, pr, PROFILE_TABLE, list_title);
	section_text(p, pr, PROFILE_MEMBER, "Member");
	section_text(p, pr, PROFILE_HOST, "Hosts");
	cmd_profiles_remarks(pr, lib, remark_text, p);
	out_char(p->out, '\n');
	page_text(p, 0, 0, "A dot: the guide does not name the level. Any: "
	    "asked for, level not named.");
}

/* -- the check-list -- */

static void
note_md(struct out *o, const struct profile_row *row)
{
	if (*row->gate) {
		out_str(o, " (");
		cmd_md(o, row->gate);
		out_char(o, ')');
	}
	out_char(o, '\n');
	if (!*row->note)
		return;
	out_str(o, "      ");
	cmd_md(o, row->note);
	out_char(o, '\n');
}

/* "Add **All**, Delete None" */
static void
levels_md(struct out *o, const struct profile_row *row)
{
	const char *comma = "";

	for (int v = 0; v < VERB_COUNT; v++) {
		enum level l = (enum level)row->level[v];
		const char *bold = l == LEVEL_NONE ? "" : "**";

		if (l == LEVEL_UNKNOWN)
			continue;
		out_printf(o, "%s%s %s%s%s", comma,
		    level_verb_title((enum verb)v), bold,
		    l == LEVEL_ANY ? "any level" : level_name(l), bold);
		comma = ", ";
	}
}

static void
grants_md(struct out *o, const struct profile *pr)
{
	const char *module = "";

	for (size_t i = 0; i < pr->nrow; i++) {
		const struct profile_row *row = &pr->row[i];

		if (row->kind != PROFILE_GRANT)
			continue;
		if (!util_eq(module, row->module)) {
			module = row->module;
			out_str(o, "\n### ");
			cmd_md(o, module);
			out_str(o, "\n\n");
		}
		out_str(o, "- [ ] ");
		cmd_md(o, util_eq(row->function, "*") ? "every function" :
		    row->function);
		out_str(o, ": ");
		levels_md(o, row);
		note_md(o, row);
	}
}

static void
section_md(struct out *o, const struct profile *pr, enum profile_kind kind,
    const char *title)
{
	bool begun = false;

	for (size_t i = 0; i < pr->nrow; i++) {
		const struct profile_row *row = &pr->row[i];

		if (row->kind != kind)
			continue;
		if (!begun)
			out_printf(o, "\n## %s\n\n", title);
		begun = true;
		out_str(o, kind == PROFILE_HOST ? "- " : "- [ ] ");
		if (kind != PROFILE_TABLE) {
			cmd_md(o, row->module);
			out_str(o, ": ");
		}
		cmd_md(o, row->function);
		note_md(o, row);
	}
}

static void
remark_md(void *ctx, const char *text)
{
	out_str(ctx, "\n> ");
	cmd_md(ctx, text);
	out_char(ctx, '\n');
}

void
cmd_profiles_markdown(struct out *o, const struct profile *pr,
    const struct profile_library *lib)
{
	out_str(o, "# ");
	cmd_md(o, pr->vendor);
	out_str(o, ": ");
	cmd_md(o, pr->product);
	out_str(o, "\n\nGuide: ");
	cmd_md(o, pr->guide);
	if (*pr->dated)
		out_printf(o, ", dated %s", pr->dated);
	if (profile_url(pr))
		out_printf(o, "  \nAddress: <%s>", profile_url(pr));
	out_printf(o, "  \nProfile: `%s`, %s", pr->name,
	    cmd_profiles_confidence(pr));
	if (*pr->confidence_note) {
		out_str(o, "; ");
		cmd_md(o, pr->confidence_note);
	}
	out_str(o, "\n\n## Security role\n\nSystem > Security Roles. ");
	out_str(o, pr->partial ? "What is not named here could not be read "
	    "in the guide.\n" : "What is not named here stays None.\n");
	grants_md(o, pr);
	section_md(o, pr, PROFILE_TABLE, list_title);
	section_md(o, pr, PROFILE_MEMBER, "Member");
	section_md(o, pr, PROFILE_HOST, "Hosts");
	cmd_profiles_remarks(pr, lib, remark_md, o);
}
