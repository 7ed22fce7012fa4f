#ifndef FLEET_H
#define FLEET_H

#include "arena.h"
#include "finding.h"
#include "model.h"
#include "rule.h"

/* What is kept of a tenant when its audit is freed. */
struct fleet_tenant {
	const char *name;
	const char *why;	/* why nothing could be judged, or NULL */
	const char *lack;	/* the first needed thing not evaluated */
	size_t nlack;		/* how many of them */
	const char *verdict;
	int code, score;	/* score -1: none */
	bool complete;
	size_t count[SEV_COUNT], waived, noteval;
	size_t nrole, nmember;
	uint16_t rule[RULE_COUNT];	/* open findings, at most 65535 */
};

/*
 * The sum of the audits of many tenants. Its arena holds a line for each
 * tenant and nothing else of it, so that memory does not grow with what they
 * hold.
 */
struct fleet {
	struct arena arena;
	const struct options *opt;
	struct fleet_tenant *tenant;	/* in byte order of their names */
	size_t n, incomplete;
	size_t own;		/* findings that belong to no tenant */
	const char **assumption;
	size_t nassumption;
	size_t count[SEV_COUNT], waived, noteval;
	size_t rule[RULE_COUNT];	/* open findings of each rule */
	size_t holders[RULE_COUNT];	/* tenants that have one */
	enum severity worst[RULE_COUNT];
	bool complete;
	int code, score;		/* score -1: none */
};

/* Prepares an empty sum. */
void fleet_init(struct fleet *f, const struct options *opt);

/* Adds a tenant whose audit is judged. Call it in byte order of the names. */
void fleet_add(struct fleet *f, const struct audit *au);

/* Adds findings that belong to no tenant. */
void fleet_add_own(struct fleet *f, const struct audit *au);

/*
 * Returns the tenants, worst first: by their findings from critical to low,
 * then the incomplete, then by info and name. The caller frees the list.
 */
const struct fleet_tenant **fleet_order(const struct fleet *f);

/* Returns the verdict's word: pass, fail or incomplete. */
const char *fleet_verdict(const struct fleet *f);

/* Frees the sum. */
void fleet_free(struct fleet *f);

#endif
