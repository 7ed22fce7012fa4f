/*
 * cwaudit: audits ConnectWise PSA security roles and members from CSV exports
 * against what the set-up guides of integration vendors ask for.
 *
 * This is the front door: the commands, their help, signals and exit codes.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "cmd.h"
#include "complete.h"
#include "diag.h"
#include "opt.h"
#include "report.h"
#include "text.h"

static int run_completion(const struct options *opt);

static const struct command {
	const char *name;
	const char *args;
	const char *summary;
	unsigned options;	/* its bit in the option table */
	int (*run)(const struct options *);
} commands[] = {
	{"audit", "FILE...", "audit exports of roles and members", OPT_AUDIT,
	    cmd_audit},
	{"live", "[FILE...]", "read-only spot checks over HTTPS", OPT_LIVE,
	    cmd_live},
	{"profiles", "[NAME...]", "list the vendor profiles, or show some",
	    OPT_PROFILES, cmd_profiles},
	{"role", "PROFILE...", "the least role for these profiles", OPT_ROLE,
	    cmd_role},
	{"diff", "OLD NEW", "what changed between two exports", OPT_DIFF,
	    cmd_diff},
	{"who", "FILE...", "who holds a grant, or what an endpoint needs",
	    OPT_WHO, cmd_who},
	{"waivers", "FILE...", "check waiver files", OPT_WAIVERS, cmd_waivers},
	{"rules", "[ID...]", "list the rules, or explain some", OPT_RULES,
	    cmd_rules},
	{"inspect", "FILE...", "tell what was understood of a file",
	    OPT_INSPECT, cmd_inspect},
	{"verify", "BUNDLE", "run the audit of a bundle again, and compare",
	    OPT_VERIFY, cmd_verify},
	{"completion", "SHELL", "completion for bash, zsh or fish",
	    OPT_COMPLETION, run_completion},
	{"version", "", "versions of the program and its libraries",
	    OPT_VERSION, cmd_version},
};

static const int exit_codes[] = {EXIT_PASS, EXIT_INFO, EXIT_LOW, EXIT_MEDIUM,
	EXIT_HIGH, EXIT_CRITICAL, EXIT_INCOMPLETE, EXIT_WIDENED, EXIT_USAGE,
	EXIT_DATA, EXIT_NOINPUT, EXIT_UNREACHABLE, EXIT_INTERNAL, EXIT_OUTPUT,
	EXIT_REFUSED, EXIT_INTERRUPT, EXIT_TERMINATED};

/* Text from column 28 on, in lines of at most 80 characters. */
static void
help_text(const char *s)
{
	while (strlen(s) > 52) {
		size_t n = 52;

		while (n && s[n] != ' ')
			n--;
		if (!n)
			break;
		printf("%.*s\n%28s", (int)n, s, "");
		s += n + 1;
	}
	puts(s);
}

static void
help_options(unsigned command)
{
	for (size_t i = 0; i < opt_count; i++) {
		const struct opt *o = &opt_table[i];
		char name[64];

		if (!(o->commands & command))
			continue;
		snprintf(name, sizeof(name), "%c%c%s --%s%s%s",
		    o->letter ? '-' : ' ', o->letter ? o->letter : ' ',
		    o->letter ? "," : " ", o->name, o->arg ? " " : "",
		    o->arg ? o->arg : "");
		if (strlen(name) > 25)
			printf("  %s\n%28s", name, "");
		else
			printf("  %-25s ", name);
		help_text(o->help);
	}
}

static void
help_command(const struct command *c)
{
	printf("usage: cwaudit %s [OPTIONS]%s%s\n\n%s\n\noptions:\n", c->name,
	    *c->args ? " " : "", c->args, c->summary);
	help_options(c->options);
}

static void
help(void)
{
	puts("usage: cwaudit [audit] [OPTIONS] FILE...\n"
	    "       cwaudit COMMAND [OPTIONS] [ARGUMENTS]\n\n"
	    "Audits ConnectWise PSA security roles and members from CSV "
	    "exports against\nwhat the set-up guides of integration vendors "
	    "ask for. Reads files; only live\nopens a connection.\n\n"
	    "commands:");
	for (size_t i = 0; i < countof(commands); i++)
		printf("  %-10s %-10s %s\n", commands[i].name,
		    commands[i].args, commands[i].summary);
	puts("\noptions of audit:");
	help_options(OPT_AUDIT);
	puts("\nexit codes:");
	for (size_t i = 0; i < countof(exit_codes); i++)
		printf("  %3d  %s\n", exit_codes[i],
		    util_exit_text(exit_codes[i]));
	puts("\nexample:\n  cwaudit roles.csv members.csv --profile "
	    "\"thread=Thread Integration\"");
}

static void
write_completion(struct out *o, const void *shell)
{
	struct complete_command list[countof(commands)];

	for (size_t i = 0; i < countof(commands); i++) {
		list[i].name = commands[i].name;
		list[i].summary = commands[i].summary;
		list[i].options = commands[i].options;
	}
	complete_write(o, shell, list, countof(list));
}

static int
run_completion(const struct options *opt)
{
	static const struct report formats[] = {
		{"text", ".txt", write_completion}};
	int status = report_check(opt, formats, countof(formats));

	if (status)
		return status;
	if (opt->nfile != 1 || !complete_knows(opt->file[0]))
		return diag_usage("which shell? cwaudit completion bash, zsh "
		    "or fish");
	return report_write(opt, formats, countof(formats), opt->file[0]);
}

static const struct command *
find_command(const char *name)
{
	for (size_t i = 0; i < countof(commands); i++) {
		if (util_eq(commands[i].name, name))
			return &commands[i];
	}
	return NULL;
}

/* A first word that is neither a command nor looks like a file. */
static int
unknown_command(const char *word)
{
	int near = text_nearest(word, commands, countof(commands),
	    sizeof(commands[0]));

	if (near < 0)
		return diag_usage("\"%s\" is neither a command nor a file",
		    word);
	return diag_usage("unknown command \"%s\", did you mean %s?", word,
	    commands[near].name);
}

static bool
looks_like_file(const char *word)
{
	struct stat st;

	return strpbrk(word, "./") || stat(word, &st) == 0;
}

/* Removes unfinished reports; only async-signal-safe calls. */
static void
on_signal(int sig)
{
	util_cleanup();
	_exit(sig == SIGINT ? EXIT_INTERRUPT : EXIT_TERMINATED);
}

static void
set_signals(void)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof(sa));
	sigemptyset(&sa.sa_mask);
	sa.sa_handler = on_signal;
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGHUP, &sa, NULL);
	/* A closed pipe is a report that could not be written, as is a file
	 * that outgrows what ulimit -f allows. */
	sa.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &sa, NULL);
	sigaction(SIGXFSZ, &sa, NULL);
}

/*
 * A standard stream that is closed must not become that of a file: a report
 * would go into it. In its place stands one that fails.
 */
static void
set_streams(void)
{
	struct stat st;

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fstat(fd, &st) < 0 && open("/dev/null",
		    fd == STDOUT_FILENO ? O_RDONLY : O_WRONLY) != fd)
			util_die("no standard streams");
	}
}

static bool
wants_color(const struct options *opt)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	if (!util_eq(opt->color, "auto"))
		return util_eq(opt->color, "always");
	return isatty(STDOUT_FILENO) && !(no && *no) &&
	    !(term && util_eq(term, "dumb"));
}

/* Standard output is written once, so it is checked once. */
static int
flushed(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return EXIT_PASS;
	diag_note("standard output cannot be written");
	return EXIT_OUTPUT;
}

int
main(int argc, char **argv)
{
	const struct command *c = &commands[0];
	struct arena arena = {0};
	struct options opt;
	bool named = false;
	int status;

	set_streams();
	set_signals();
	if (argc < 2)
		return diag_usage("no command and no file");
	if (util_eq(argv[1], "help") || util_eq(argv[1], "-h") ||
	    util_eq(argv[1], "--help")) {
		help();
		return flushed();
	}
	if (util_eq(argv[1], "--version"))
		argv[1] += strlen("--");
	if (argv[1][0] != '-') {
		named = find_command(argv[1]) != NULL;
		if (!named && !looks_like_file(argv[1]))
			return unknown_command(argv[1]);
		if (named)
			c = find_command(argv[1]);
	}
	status = opt_parse(&arena, &opt, c->options, argv + 1 + named);
	if (status > 0) {
		help_command(c);
		status = flushed();
	} else if (status < 0) {
		status = EXIT_USAGE;
	} else {
		report_color(wants_color(&opt));
		cmd_sandbox(&opt, c->options);
		status = c->run(&opt);
	}
	arena_free(&arena);
	return status;
}
