#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd.h"
#include "limits.h"
#include "opt.h"
#include "out.h"
#include "sandbox.h"

/* The places that a command may write to. */
struct places {
	struct arena arena;
	struct sandbox_place *place;
	size_t n;
};

static void
add(struct places *p, const char *path, unsigned may)
{
	p->place = arena_more(&p->arena, p->place, p->n, sizeof(*p->place));
	p->place[p->n].path = path;
	p->place[p->n++].may = may;
}

static void
add_folder_of(struct places *p, const char *path, unsigned may)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	while (n && path[n - 1] != '/')
		n--;
	add(p, n ? arena_strn(&p->arena, path, n) : ".", may);
}

/* A report goes beside itself first; a device or a pipe is written to. */
static void
add_report(struct places *p, const char *path)
{
	struct stat st;

	if (!path || out_stream(path) >= 0)
		return;
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		add(p, path, SANDBOX_WRITE);
	else
		add_folder_of(p, path, SANDBOX_REPLACE);
}

/* The folder of --export, which may have to be made. */
static void
add_export(struct places *p, const char *path)
{
	struct stat st;

	if (!path)
		return;
	if (stat(path, &st) == 0)
		add(p, path, SANDBOX_REPLACE);
	else
		add_folder_of(p, path, SANDBOX_FOLDERS);
}

/* Where parts of a report wait that is too large for memory. */
static void
add_spool(struct places *p)
{
	const char *dir = getenv("TMPDIR");

	add(p, dir && *dir ? dir : "/tmp", SANDBOX_REPLACE);
}

void
cmd_sandbox(const struct options *opt, unsigned command)
{
	struct places p = {.n = 0};
	struct sandbox s = {.live = command == OPT_LIVE && !opt->dry_run};
	char lacks[256];

	for (size_t i = 0; i < opt->noutput; i++) {
		const char *equal = strchr(opt->output[i], '=');

		add_report(&p, opt->output[i]);
		if (equal && equal[1])
			add_report(&p, equal + 1);
	}
	add_report(&p, opt->write_waivers);
	add_report(&p, opt->bundle);
	add_report(&p, opt->transcript);
	add_export(&p, opt->export_dir);
	if (command == OPT_VERIFY || opt->bundle ||
	    (command == OPT_AUDIT && cmd_is_fleet(opt)))
		add_spool(&p);
	if (s.live)
		add(&p, "/dev/tty", SANDBOX_WRITE);
	s.place = p.place;
	s.n = p.n;
	if (sandbox_enter(&s, lacks, sizeof(lacks)) < 0 && opt->verbose)
		diag_note("sandbox: %s", lacks);
	arena_free(&p.arena);
}
