#include <string.h>

#include "limits.h"
#include "site.h"

static bool
ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n > m && util_eq(s + n - m, end);
}

static bool
is_cloud(const char *host)
{
	return ends_with(host, ".myconnectwise.net") ||
	    util_eq(host, "staging.connectwisedev.com") ||
	    util_eq(host, "api-staging.connectwisedev.com");
}

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* True for a name or an IPv4 address; IPv6 stands in brackets. */
static bool
is_host(const char *s, size_t n, bool bracketed)
{
	static const char name[] = "abcdefghijklmnopqrstuvwxyz0123456789-._";
	static const char six[] = "abcdef0123456789:.";

	if (!n || n > LIMIT_HOST || (!bracketed && (*s == '.' || *s == '-')))
		return false;
	return strspn(s, bracketed ? six : name) == n;
}

/* Cuts off what is around host[:port]. Returns what is left. */
static char *
bare(struct arena *a, const char *text, struct site *s)
{
	const char *p = text, *scheme, *end;
	char *out;

	while (is_blank(*p))
		p++;
	scheme = strstr(p, "://");
	if (scheme && scheme < p + strcspn(p, "/"))
		p = scheme + 3;
	end = p + strcspn(p, "/?#\\");
	if (*end || p != text)
		s->dropped = "scheme, path or blanks";
	while (end > p && is_blank(end[-1])) {
		s->dropped = "scheme, path or blanks";
		end--;
	}
	out = arena_strn(a, p, (size_t)(end - p));
	for (char *c = out; *c; c++) {
		if (*c >= 'A' && *c <= 'Z')
			*c += 'a' - 'A';
	}
	return out;
}

int
site_parse(struct arena *a, const char *text, struct site *s,
    const char **why)
{
	char *host, *port = NULL, *end;
	unsigned long number = 443;
	bool bracketed;

	memset(s, 0, sizeof(*s));
	host = bare(a, text, s);
	bracketed = *host == '[';
	if (bracketed) {
		host++;
		end = strchr(host, ']');
		*why = "the address has no closing bracket";
		if (!end || (end[1] && end[1] != ':'))
			return -1;
		*end = '\0';
		port = end[1] ? end + 2 : NULL;
	} else if ((end = strchr(host, ':'))) {
		*end = '\0';
		port = end + 1;
	}
	*why = "the port is not a number from 1 to 65535";
	if (port && (util_number(port, LIMIT_PORT, &number) < 0 || !number))
		return -1;
	end = host + strlen(host);
	if (end > host && end[-1] == '.')
		end[-1] = '\0';
	*why = "it is not the name of a host";
	if (!is_host(host, strlen(host), bracketed))
		return -1;
	s->host = host;
	s->cloud = is_cloud(host);
	if (s->cloud && strncmp(host, "api-", 4) != 0) {
		s->host = arena_printf(a, "api-%s", host);
		s->prefixed = true;
	}
	s->port = arena_printf(a, "%lu", number);
	s->address = arena_printf(a, bracketed ? "[%s]%s%s" : "%s%s%s",
	    s->host, number == 443 ? "" : ":", number == 443 ? "" : s->port);
	return 0;
}

const char *
site_twin(const struct site *s)
{
	if (util_eq(s->host, "api-au.myconnectwise.net"))
		return "aus.myconnectwise.net";
	if (util_eq(s->host, "api-aus.myconnectwise.net"))
		return "au.myconnectwise.net";
	return NULL;
}
