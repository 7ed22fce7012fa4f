#include <string.h>

#include "cmd_profiles.h"
#include "jsonw.h"
#include "report.h"
#include "text.h"

/* A row that only one profile has, or that both have and not alike. */
struct change {
	const struct profile_row *a, *b;	/* NULL: it has none */
};

struct comparison {
	const struct profile *a, *b;
	struct change *change;
	size_t n;
};

static const char *const kind_name[] = {"meta", "grant", "member",
	"table_setup", "host"};

/* True when two rows speak of the same thing under the same condition. */
static bool
same_subject(struct arena *tmp, const struct profile_row *a,
    const struct profile_row *b)
{
	if (a->kind != b->kind || !util_eq(a->gate, b->gate))
		return false;
	if (a->kind == PROFILE_GRANT)
		return util_eq(a->key, b->key);
	if (a->kind == PROFILE_TABLE)
		return util_eq(catalogue_table_key(tmp, a->function),
		    catalogue_table_key(tmp, b->function));
	return util_ieq(a->module, b->module);
}

static bool
same_answer(const struct profile_row *a, const struct profile_row *b)
{
	if (a->kind == PROFILE_GRANT)
		return memcmp(a->level, b->level, sizeof(a->level)) == 0;
	return a->kind == PROFILE_TABLE || util_eq(a->function, b->function);
}

/* Returns the row of p about the same, NULL when there is none. */
static const struct profile_row *
find(struct arena *tmp, const struct profile *p,
    const struct profile_row *row)
{
	for (size_t i = 0; i < p->nrow; i++) {
		if (same_subject(tmp, &p->row[i], row))
			return &p->row[i];
	}
	return NULL;
}

static void
add(struct arena *a, struct comparison *c, const struct profile_row *x,
    const struct profile_row *y)
{
	c->change = arena_more(a, c->change, c->n, sizeof(*c->change));
	c->change[c->n++] = (struct change){x, y};
}

static void
compare(struct arena *a, struct comparison *c)
{
	struct arena tmp = {0};

	for (int kind = PROFILE_GRANT; kind < PROFILE_KINDS; kind++) {
		for (size_t i = 0; i < c->a->nrow; i++) {
			const struct profile_row *x = &c->a->row[i], *y;

			if ((int)x->kind != kind)
				continue;
			y = find(&tmp, c->b, x);
			if (!y || !same_answer(x, y))
				add(a, c, x, y);
		}
		for (size_t i = 0; i < c->b->nrow; i++) {
			const struct profile_row *y = &c->b->row[i];

			if ((int)y->kind == kind && !find(&tmp, c->a, y))
				add(a, c, NULL, y);
		}
	}
	arena_free(&tmp);
}

static const char *
level_text(const struct profile_row *row, int v)
{
	if (!row || row->level[v] == LEVEL_UNKNOWN)
		return "not named";
	return level_name((enum level)row->level[v]);
}

/* "Add All -> None, Edit ..." or the two values. */
static void
answer(struct buf *b, const struct change *c)
{
	const struct profile_row *any = c->a ? c->a : c->b;
	const char *comma = "";

	if (any->kind == PROFILE_TABLE) {
		buf_printf(b, "%s -> %s", c->a ? "allowed" : "not named",
		    c->b ? "allowed" : "not named");
		return;
	}
	if (any->kind != PROFILE_GRANT) {
		buf_printf(b, "%s -> %s", c->a ? c->a->function : "not named",
		    c->b ? c->b->function : "not named");
		return;
	}
	for (int v = 0; v < VERB_COUNT; v++) {
		const char *x = level_text(c->a, v), *y = level_text(c->b, v);

		if (util_eq(x, y))
			continue;
		buf_printf(b, "%s%s %s -> %s", comma,
		    level_verb_title((enum verb)v), x, y);
		comma = ", ";
	}
	if (!*comma)
		buf_str(b, c->a ? "named -> not named" :
		    "not named -> named");
}

static void
subject(struct buf *b, const struct profile_row *row)
{
	if (row->kind == PROFILE_GRANT)
		buf_printf(b, "%s > %s", row->module, row->function);
	else if (row->kind == PROFILE_TABLE)
		buf_printf(b, "Table Setup > %s", row->function);
	else if (row->kind == PROFILE_MEMBER)
		buf_printf(b, "Member > %s", row->module);
	else
		buf_printf(b, "Host > %s", row->module);
	if (*row->gate)
		buf_printf(b, " (%s)", row->gate);
}

static void
head_text(struct page *p, const char *label, const struct profile *pr)
{
	page_text(p, 0, 4, "%s %s: %s, \"%s\"%s%s, %zu rows, %s", label,
	    pr->name, pr->vendor, pr->guide, *pr->dated ? ", dated " : "",
	    pr->dated, pr->ngrant, profile_label(pr));
}

static void
diff_text(struct out *o, const void *result)
{
	const struct comparison *c = result;
	struct page p = {o, false};
	struct buf what, how;

	buf_init(&what, 1 << 16);
	buf_init(&how, 1 << 16);
	head_text(&p, "A", c->a);
	head_text(&p, "B", c->b);
	out_char(o, '\n');
	for (size_t i = 0; i < c->n; i++) {
		const struct change *ch = &c->change[i];

		buf_clear(&what);
		buf_clear(&how);
		subject(&what, ch->a ? ch->a : ch->b);
		answer(&how, ch);
		page_text(&p, 0, 4, "%s %s: %s", !ch->a ? "+" : !ch->b ? "-" :
		    "~", buf_cstr(&what), buf_cstr(&how));
	}
	if (c->n)
		out_char(o, '\n');
	page_text(&p, 0, 0, "%zu difference%s. - only A has the row, + only "
	    "B, ~ both.", c->n, c->n == 1 ? "" : "s");
	buf_free(&what);
	buf_free(&how);
}

static void
side_json(struct jsonw *j, const char *key, const struct profile_row *row)
{
	if (!row) {
		jsonw_null(j, key);
		return;
	}
	jsonw_object(j, key);
	jsonw_number(j, "line", row->line);
	if (row->kind == PROFILE_GRANT) {
		for (int v = 0; v < VERB_COUNT; v++)
			jsonw_string(j, level_verb((enum verb)v),
			    row->level[v] == LEVEL_UNKNOWN ? NULL :
			    level_name((enum level)row->level[v]));
	} else {
		jsonw_string(j, "value", row->function);
	}
	jsonw_string(j, "note", row->note);
	jsonw_end(j);
}

static void
diff_json(struct out *o, const void *result)
{
	const struct comparison *c = result;
	struct jsonw j;

	jsonw_init(&j, o, false);
	jsonw_object(&j, NULL);
	jsonw_string(&j, "schema", "cwaudit-profiles-diff/1");
	jsonw_string(&j, "a", c->a->name);
	jsonw_string(&j, "b", c->b->name);
	jsonw_array(&j, "differences");
	for (size_t i = 0; i < c->n; i++) {
		const struct change *ch = &c->change[i];
		const struct profile_row *row = ch->a ? ch->a : ch->b;

		jsonw_object(&j, NULL);
		jsonw_string(&j, "kind", kind_name[row->kind]);
		jsonw_string(&j, "module", row->module);
		jsonw_string(&j, "function", row->kind == PROFILE_GRANT ||
		    row->kind == PROFILE_TABLE ? row->function : NULL);
		jsonw_string(&j, "when", row->gate);
		side_json(&j, "a", ch->a);
		side_json(&j, "b", ch->b);
		jsonw_end(&j);
	}
	jsonw_end(&j);
	jsonw_end(&j);
}

static void
diff_markdown(struct out *o, const void *result)
{
	const struct comparison *c = result;
	struct buf b;

	buf_init(&b, 1 << 16);
	out_str(o, "| What | ");
	cmd_md(o, c->a->name);
	out_str(o, " -> ");
	cmd_md(o, c->b->name);
	out_str(o, " |\n|---|---|\n");
	for (size_t i = 0; i < c->n; i++) {
		const struct change *ch = &c->change[i];

		buf_clear(&b);
		subject(&b, ch->a ? ch->a : ch->b);
		out_str(o, "| ");
		cmd_md(o, buf_cstr(&b));
		buf_clear(&b);
		answer(&b, ch);
		out_str(o, " | ");
		cmd_md(o, buf_cstr(&b));
		out_str(o, " |\n");
	}
	buf_free(&b);
}

static const struct report formats[] = {
	{"text", ".txt", diff_text},
	{"json", ".json", diff_json},
	{"markdown", ".md", diff_markdown},
};

int
cmd_profiles_diff(const struct options *opt, struct cmd_library *cl)
{
	struct comparison c = {0};
	int status = report_check(opt, formats, countof(formats));

	if (status)
		return status;
	if (opt->nfile != 2)
		return diag_usage("--diff compares two profiles, %zu %s given",
		    opt->nfile, opt->nfile == 1 ? "was" : "were");
	status = cmd_profiles_get(cl, opt->file[0], &c.a);
	if (!status)
		status = cmd_profiles_get(cl, opt->file[1], &c.b);
	if (status)
		return status;
	compare(&cl->arena, &c);
	return report_write(opt, formats, countof(formats), &c);
}
