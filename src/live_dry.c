#include <string.h>

#include "live_dry.h"

/* Stands where the keys would. */
static const char mask[] = "********";

static void
plan_add(struct live_plan *plan, const struct connectwise *cw,
    const char *target, const char *when)
{
	struct http_request q = {.host = cw->site->address, .path = target,
	    .accept = "application/json", .client_id = cw->client_id};
	struct secret basic, text;
	struct live_request *r;
	struct http_error e = {.text = ""};

	plan->request = arena_more(cw->arena, plan->request, plan->n,
	    sizeof(*plan->request));
	r = &plan->request[plan->n++];
	secret_init(&basic, sizeof(mask));
	secret_init(&text, LIMIT_HTTP_REQUEST);
	if (secret_str(&basic, mask) < 0)
		util_die("no room for a mask");
	if (strncmp(target, "/login/", 7) != 0)
		q.basic = &basic;
	/* The same code as for a real request writes this one. */
	r->text = http_form(&text, &q, &e) == 0 ?
	    arena_str(cw->arena, text.data) : arena_str(cw->arena, e.text);
	r->url = arena_printf(cw->arena, "https://%s%s", cw->site->address,
	    target);
	r->when = when;
	secret_free(&text);
	secret_free(&basic);
}

static void
plan_members(struct live_plan *plan, const struct connectwise *cw,
    const char *member)
{
	static const char whole[] = "conditions=licenseClass%3D%22A%22";
	const char *one = NULL;

	if (member)
		one = arena_printf(cw->arena, "conditions=identifier%%3D%%22"
		    "%s%%22", connectwise_escape(cw->arena, member));
	plan_add(plan, cw, connectwise_target(cw, PATH_API_MEMBERS, NULL, one,
	    1), "each page");
	plan_add(plan, cw, connectwise_target(cw, PATH_MEMBERS, NULL,
	    one ? one : whole, 1), "each page, if the list before is closed "
	    "or empty");
}

void
live_plan(struct live_plan *plan, const struct connectwise *cw,
    const char *member, bool login)
{
	plan_add(plan, cw, connectwise_target(cw, PATH_COMPANY,
	    connectwise_escape(cw->arena, cw->company), NULL, 0), "");
	if (!login)
		return;
	plan_add(plan, cw, connectwise_target(cw, PATH_INFO, NULL, NULL, 0),
	    "");
	plan_members(plan, cw, member);
	plan_add(plan, cw, connectwise_target(cw, PATH_ROLES, NULL, NULL, 1),
	    "each page");
	plan_add(plan, cw, connectwise_target(cw, PATH_OWN, NULL, NULL, 1),
	    "each page");
	plan_add(plan, cw, connectwise_target(cw, PATH_SETTINGS, "{role}",
	    NULL, 1), "each page, for the id of each role held");
	plan_add(plan, cw, connectwise_target(cw, PATH_OWN_ITEMS, NULL, NULL,
	    1), "each page, if the key is an audited member's");
	for (size_t id = PATH_FIRST_PROBE; id < connectwise_npaths; id++)
		plan_add(plan, cw, connectwise_target(cw, id, NULL, NULL, 0),
		    "if a profile needs it of the key's own role");
}
