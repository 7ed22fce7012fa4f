#include <string.h>

#include "complete.h"

/* Options whose value is one of a few words, or something to look up. */
static const struct {
	const char *option, *words;
} values[] = {
	{"format", "text json ndjson csv sarif html markdown"},
	{"color", "auto always never"},
	{"fail-on", "critical high medium low info never"},
	{"phase", "setup steady"},
};

/* What lists the names of the built-in profiles. */
#define PROFILES "cwaudit profiles -f csv 2>/dev/null | cut -d, -f1 | " \
	"tail -n +2"

#define SHELLS "bash zsh fish"

static const char *
words_of(const char *option)
{
	for (size_t i = 0; i < countof(values); i++) {
		if (util_eq(values[i].option, option))
			return values[i].words;
	}
	return NULL;
}

/* Text between single quotes of a shell. */
static void
quoted(struct out *o, const char *s)
{
	out_char(o, '\'');
	for (; *s; s++) {
		if (*s == '\'')
			out_str(o, "'\\''");
		else
			out_char(o, *s);
	}
	out_char(o, '\'');
}

static void
bash_options(struct out *o, unsigned command)
{
	for (size_t i = 0; i < opt_count; i++) {
		if (!(opt_table[i].commands & command))
			continue;
		out_printf(o, " --%s", opt_table[i].name);
		if (opt_table[i].letter)
			out_printf(o, " -%c", opt_table[i].letter);
	}
}

static void
bash(struct out *o, const struct complete_command *c, size_t n)
{
	/* A name of a file may hold blanks: only lines part them. */
	out_str(o, "# bash completion for cwaudit; made by: cwaudit "
	    "completion bash\n_cwaudit()\n{\n"
	    "\tlocal cur=${COMP_WORDS[COMP_CWORD]}\n"
	    "\tlocal prev=${COMP_WORDS[COMP_CWORD-1]} opts\n"
	    "\tCOMPREPLY=()\n\tcase $prev in\n");
	for (size_t i = 0; i < countof(values); i++)
		out_printf(o, "\t--%s%s) COMPREPLY=($(compgen -W '%s' -- "
		    "\"$cur\")); return ;;\n", values[i].option, util_eq(
		    values[i].option, "format") ? "|-f" : "",
		    values[i].words);
	out_str(o, "\t--profile|-p) COMPREPLY=($(compgen -W \"$(" PROFILES
	    ")\" -- \"$cur\")); return ;;\n\tesac\n"
	    "\tcase ${COMP_WORDS[1]} in\n");
	for (size_t i = 0; i < n; i++) {
		out_printf(o, "\t%s%s) opts='", c[i].name, i ? "" : "|-*");
		bash_options(o, c[i].options);
		out_str(o, "' ;;\n");
	}
	out_str(o, "\t*) opts='");
	bash_options(o, c[0].options);
	out_str(o, "' ;;\n\tesac\n"
	    "\tif [[ $cur == -* ]]; then\n"
	    "\t\tCOMPREPLY=($(compgen -W \"$opts\" -- \"$cur\"))\n"
	    "\t\treturn\n\tfi\n"
	    "\tif ((COMP_CWORD == 1)); then\n"
	    "\t\tCOMPREPLY=($(compgen -W '");
	for (size_t i = 0; i < n; i++)
		out_printf(o, "%s%s", i ? " " : "", c[i].name);
	out_str(o, "' -- \"$cur\"))\n\telif [[ ${COMP_WORDS[1]} == "
	    "@(role|profiles) ]]; then\n\t\tCOMPREPLY=($(compgen -W \"$("
	    PROFILES ")\" -- \"$cur\"))\n"
	    "\telif [[ ${COMP_WORDS[1]} == completion ]]; then\n"
	    "\t\tCOMPREPLY=($(compgen -W '" SHELLS "' -- \"$cur\"))\n"
	    "\t\treturn\n\tfi\n\tlocal IFS=$'\\n'\n"
	    "\tCOMPREPLY+=($(compgen -f -- \"$cur\"))\n}\n"
	    "complete -o filenames -F _cwaudit cwaudit\n");
}

/* Text within [] of an option of _arguments. */
static void
zsh_text(struct out *o, const char *s)
{
	for (; *s; s++) {
		if (*s == '\'')
			out_str(o, "'\\''");
		else if (strchr("[]:\\", *s))
			out_printf(o, "\\%c", *s);
		else
			out_char(o, *s);
	}
}

static void
zsh_options(struct out *o, unsigned command)
{
	for (size_t i = 0; i < opt_count; i++) {
		const struct opt *op = &opt_table[i];
		const char *words = words_of(op->name);

		if (!(op->commands & command))
			continue;
		out_printf(o, "\t\t\t'*--%s%s[", op->name, op->arg ? "=" :
		    "");
		zsh_text(o, op->help);
		out_char(o, ']');
		if (words)
			out_printf(o, ":word:(%s)", words);
		else if (op->arg)
			out_str(o, util_eq(op->name, "profile") ?
			    ":profile:_cwaudit_profiles" : ":value:_files");
		out_str(o, "' \\\n");
	}
}

static void
zsh(struct out *o, const struct complete_command *c, size_t n)
{
	out_str(o, "#compdef cwaudit\n# made by: cwaudit completion zsh\n"
	    "_cwaudit_profiles()\n{\n\tcompadd -- $(" PROFILES ")\n}\n"
	    "_cwaudit()\n{\n\tlocal -a commands\n\tcommands=(\n");
	for (size_t i = 0; i < n; i++) {
		out_printf(o, "\t\t'%s:", c[i].name);
		zsh_text(o, c[i].summary);
		out_str(o, "'\n");
	}
	out_str(o, "\t)\n\tif ((CURRENT == 2)); then\n"
	    "\t\t_describe command commands\n\t\t_files\n\tfi\n"
	    "\tcase $words[2] in\n");
	for (size_t i = 0; i < n; i++) {
		out_printf(o, "\t%s)\n\t\t_arguments \\\n", c[i].name);
		zsh_options(o, c[i].options);
		out_printf(o, "\t\t\t'*:file:%s' ;;\n", util_eq(c[i].name,
		    "role") || util_eq(c[i].name, "profiles") ?
		    "_cwaudit_profiles" : util_eq(c[i].name, "completion") ?
		    "(" SHELLS ")" : "_files");
	}
	out_str(o, "\t*)\n\t\t_arguments \\\n");
	zsh_options(o, c[0].options);
	out_str(o, "\t\t\t'*:file:_files' ;;\n\tesac\n}\n"
	    "if [[ $funcstack[1] == _cwaudit ]]; then\n\t_cwaudit \"$@\"\n"
	    "else\n\tcompdef _cwaudit cwaudit\nfi\n");
}

/* The first command is meant where none is named. */
static void
fish_when(struct out *o, const struct complete_command *c, size_t n, size_t i)
{
	out_printf(o, "complete -c cwaudit -n '%s__fish_seen_subcommand_from",
	    i ? "" : "not ");
	for (size_t k = i ? i : 1; k < (i ? i + 1 : n); k++)
		out_printf(o, " %s", c[k].name);
	out_char(o, '\'');
}

static void
fish_option(struct out *o, const struct opt *op)
{
	const char *words = words_of(op->name);

	out_printf(o, " -l %s", op->name);
	if (op->letter)
		out_printf(o, " -s %c", op->letter);
	if (words)
		out_printf(o, " -x -a '%s'", words);
	else if (util_eq(op->name, "profile"))
		out_str(o, " -x -a '(" PROFILES ")'");
	else if (op->arg)
		out_str(o, " -r");
	out_str(o, " -d ");
	quoted(o, op->help);
	out_char(o, '\n');
}

static void
fish(struct out *o, const struct complete_command *c, size_t n)
{
	out_str(o, "# fish completion for cwaudit; made by: cwaudit "
	    "completion fish\n");
	for (size_t i = 0; i < n; i++) {
		out_printf(o, "complete -c cwaudit -n __fish_use_subcommand "
		    "-a %s -d ", c[i].name);
		quoted(o, c[i].summary);
		out_char(o, '\n');
		for (size_t k = 0; k < opt_count; k++) {
			if (!(opt_table[k].commands & c[i].options))
				continue;
			fish_when(o, c, n, i);
			fish_option(o, &opt_table[k]);
		}
	}
	out_str(o, "complete -c cwaudit -n '__fish_seen_subcommand_from role "
	    "profiles' -a '(" PROFILES ")'\n"
	    "complete -c cwaudit -n '__fish_seen_subcommand_from completion' "
	    "-x -a '" SHELLS "'\n");
}

static const struct {
	const char *name;
	void (*write)(struct out *, const struct complete_command *, size_t);
} shells[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};

bool
complete_knows(const char *shell)
{
	for (size_t i = 0; i < countof(shells); i++) {
		if (util_eq(shells[i].name, shell))
			return true;
	}
	return false;
}

void
complete_write(struct out *o, const char *shell,
    const struct complete_command *c, size_t n)
{
	for (size_t i = 0; i < countof(shells); i++) {
		if (util_eq(shells[i].name, shell))
			shells[i].write(o, c, n);
	}
}
