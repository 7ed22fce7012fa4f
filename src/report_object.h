#ifndef REPORT_OBJECT_H
#define REPORT_OBJECT_H

#include "fleet.h"
#include "jsonw.h"
#include "model.h"

/*
 * What the JSON formats say of each thing (section 6 of the contract). Each
 * writes keys and values into an object that the caller has opened.
 */
void report_object_head(struct jsonw *j, const struct audit *au);
void report_object_fleet(struct jsonw *j, const struct fleet *f);
void report_object_tenant(struct jsonw *j, const struct fleet_tenant *t);
void report_object_input(struct jsonw *j, const struct input *in);
void report_object_role(struct jsonw *j, const struct audit *au,
    const struct role *r);
void report_object_member(struct jsonw *j, const struct audit *au,
    const struct member *m);
void report_object_finding(struct jsonw *j, const struct audit *au,
    const struct finding *f);
void report_object_noteval(struct jsonw *j, const struct audit *au,
    const struct noteval *ne);
void report_object_check(struct jsonw *j, const struct check *c);
void report_object_diagnostic(struct jsonw *j, const struct diag_item *d);

#endif
