#include <string.h>

#include "catalogue.h"
#include "rule.h"
#include "want.h"

#define ROLE_PATH "System > Security Roles > {role} > {module} > {function}"
#define OWN_ROLE "System > Security Roles > +: make a role for this " \
    "integration alone, then System > Members > API Members > the member > " \
    "Role ID: choose it"
#define MEMBER_PATH "System > Members > API Members > {member}"
#define OWN_MEMBER "System > Members > API Members: give each of the two " \
	"integrations a member of its own; no list pleases both guides"

static const struct rule rules[RULE_COUNT] = {
	[CW101] = {"CW101", "missing-grant", SCOPE_CELL, false,
	    "The role lacks a grant that the vendor's guide asks for.",
	    "ConnectWise answers 403 to every call that needs the grant, so "
	    "the part of the integration that rests on it fails or reads "
	    "less than it should, often without a message to anyone.",
	    "{verb} on {module} > {function} is {have}, {guide} needs {want}",
	    ROLE_PATH ": set {verb} Level to {want}",
	    "the vendor's guide", {
		{"the role has None", SEV_HIGH, false, false, NULL, NULL},
		{"the role has My where All is needed", SEV_MEDIUM, false,
		    false, NULL, NULL},
		{"the guide only recommends it", SEV_LOW, false, false,
		    "{verb} on {module} > {function} is {have}, {guide} "
		    "recommends {want}", NULL}}},
	[CW102] = {"CW102", "excess-grant", SCOPE_CELL, false,
	    "The role has a grant that the vendor's guide does not name.",
	    "Whoever holds the API key can do it, and the integration does "
	    "not need it. A leaked key, or a vendor that is broken into, "
	    "reaches as far as the role does.",
	    "{verb} on {module} > {function} is {have}, {guide} does not ask "
	    "for it",
	    ROLE_PATH ": set {verb} Level to None",
	    "the catalogue's risk of the cell", {
		{"by the risk of the cell at that level", SEV_LOW, true,
		    false, NULL, NULL},
		{"the same, and the role is an administrator's", SEV_LOW, true,
		    false, NULL, OWN_ROLE}}},
	[CW103] = {"CW103", "forbidden-grant", SCOPE_CELL, false,
	    "The role has a grant for which the vendor's guide says None.",
	    "The vendor itself says that the integration must not have it: "
	    "the role was set up wrong or was widened later.",
	    "{verb} on {module} > {function} is {have}, {guide} says None",
	    ROLE_PATH ": set {verb} Level to None",
	    "the vendor's guide", {
		{"by the risk of the cell at that level", SEV_MEDIUM, true,
		    false, NULL, NULL},
		{"the same, and the role is an administrator's", SEV_MEDIUM,
		    true, false, NULL, OWN_ROLE}}},
	[CW104] = {"CW104", "broader-than-asked", SCOPE_CELL, false,
	    "The role has All where the vendor's guide asks for My.",
	    "My limits the grant to records of the member or its team. "
	    "ConnectWise advises My wherever All is not needed.",
	    "{verb} on {module} > {function} is {have}, {guide} asks for "
	    "{want}",
	    ROLE_PATH ": set {verb} Level to My",
	    "the vendor's guide; ConnectWise, PSA Data Protection (2023)", {
		{"by the risk of the cell at All, less one step", SEV_LOW,
		    true, true, NULL, NULL},
		{"the same, and the role is an administrator's", SEV_LOW, true,
		    true, NULL, OWN_ROLE}}},
	[CW105] = {"CW105", "table-setup-open", SCOPE_ENTRY, false,
	    "Table Setup is not narrowed to the tables that the guide names.",
	    "Without a customised list, Table Setup reaches Integrator Login, "
	    "Workflow Rules and Manage Hosted API, each a way to more rights "
	    "than the role shows.",
	    "{function} is wider than {guide} asks",
	    "System > Security Roles > {role} > System > Table Setup > "
	    "customize: allow only the tables of the guide",
	    "the vendor's guide; how permissions work in ConnectWise PSA", {
		{"the list is not exported", SEV_INFO, false, false,
		    "{guide} wants Table Setup customised, and the list is "
		    "not in any export: look at it in ConnectWise", NULL},
		{"nothing is customised", SEV_HIGH, false, false,
		    "Table Setup allows all tables, {guide} names the few that "
		    "it needs", NULL},
		{"the list allows more", SEV_LOW, false, false,
		    "the Table Setup list allows {detail}, {guide} does not "
		    "ask for it",
		    "System > Security Roles > {role} > System > Table Setup > "
		    "customize: disallow {detail}"},
		{"the list allows more, a sensitive table", SEV_HIGH, false,
		    false, "the Table Setup list allows the sensitive table "
		    "{detail}, {guide} does not ask for it",
		    "System > Security Roles > {role} > System > Table Setup > "
		    "customize: disallow {detail}"}}},
	[CW106] = {"CW106", "table-setup-missing", SCOPE_ENTRY, false,
	    "The Table Setup list lacks a table that the guide asks for.",
	    "Calls that read the table get 403 although Table Setup itself "
	    "is granted; vendors name this as a frequent cause of failed "
	    "set-ups.",
	    "the Table Setup list lacks {detail}, {guide} asks for it",
	    "System > Security Roles > {role} > System > Table Setup > "
	    "customize: allow {detail}",
	    "the vendor's guide", {
		{"", SEV_MEDIUM, false, false, NULL, NULL}}},
	[CW107] = {"CW107", "setup-grant-left", SCOPE_CELL, false,
	    "A grant that only the set-up needs is still in place.",
	    "The guide says that it can be taken away after the set-up. Left "
	    "in place it is a right that nobody uses and nobody watches.",
	    "{verb} on {module} > {function} is {have}, {guide} needs it only "
	    "during the set-up",
	    ROLE_PATH ": set {verb} Level to None once the set-up is done",
	    "the vendor's guide", {
		{"", SEV_LOW, false, false, NULL, NULL}}},
	[CW108] = {"CW108", "table-setup-sensitive", SCOPE_ENTRY, false,
	    "The guide itself asks for a sensitive table, and the role has "
	    "it.",
	    "The table opens a way to more rights than the role shows. It is "
	    "the vendor's wish: decide whether the integration is worth it.",
	    "the Table Setup list allows the sensitive table {detail}, as "
	    "{guide} asks",
	    "System > Security Roles > {role} > System > Table Setup > "
	    "customize: ask the vendor whether {detail} can be disallowed",
	    "how permissions work in ConnectWise PSA", {
		{"", SEV_MEDIUM, false, false, NULL, NULL}}},
	[CW201] = {"CW201", "admin-role", SCOPE_ROLE, true,
	    "The role is an administrator's.",
	    "Its holder can do everything, an API member even without a "
	    "second factor. ConnectWise says that no integration ever needs "
	    "admin access.",
	    "the role is an administrator's: {detail}",
	    OWN_ROLE,
	    "ConnectWise, PSA Data Protection (2023)", {
		{"an API member holds it", SEV_CRITICAL, false, false, NULL,
		    NULL},
		{"an API member holds it, and the guide allows it",
		    SEV_CRITICAL, false, false, "the role is an "
		    "administrator's, which {guide} allows but does not need: "
		    "{detail}", NULL},
		{"otherwise", SEV_HIGH, false, false, NULL,
		    "System > Security Roles > {role}: keep it for people who "
		    "administer ConnectWise"}}},
	[CW202] = {"CW202", "dangerous-grant", SCOPE_CELL, true,
	    "The role has a grant of critical risk.",
	    "The grant alone can give away the tenant: new administrators, "
	    "sessions of other users, client passwords or client machines.",
	    "{verb} on {module} > {function} is {have}: {detail}",
	    ROLE_PATH ": set {verb} Level to None",
	    "the catalogue's risk of the cell", {
		{"no guide asks for it", SEV_CRITICAL, false, false, NULL,
		    NULL},
		{"the guide asks for it", SEV_MEDIUM, false, false,
		    "{verb} on {module} > {function} is {have}, as {guide} "
		    "asks: {detail}", ROLE_PATH ": ask the vendor whether "
		    "{verb} Level can be None"},
		{"Table Setup with an exported list that holds no sensitive "
		    "table", SEV_LOW, false, false, "{verb} on {module} > "
		    "{function} is {have}, and its exported list holds no "
		    "sensitive table", ROLE_PATH " > customize: keep the list "
		    "as short as it is"}}},
	[CW203] = {"CW203", "write-without-inquire", SCOPE_FUNCTION, true,
	    "The role may write what it may not read.",
	    "Integrations read a record before they change it, so the calls "
	    "fail; usually a cell was forgotten.",
	    "{detail} on {module} > {function} without Inquire",
	    ROLE_PATH ": set Inquire Level as well, or the others to None",
	    "how permissions work in ConnectWise PSA", {
		{"", SEV_LOW, false, false, NULL, NULL}}},
	[CW204] = {"CW204", "toxic-combination", SCOPE_PAIR, true,
	    "Two grants together undo a separation of duties.",
	    "One holder can both make and approve, or both define a role and "
	    "give it to a member.",
	    "{function}: {detail}",
	    "System > Security Roles > {role} > {module}: take one of the two "
	    "away",
	    "how permissions work in ConnectWise PSA", {
		{"", SEV_HIGH, false, false, NULL, NULL}}},
	[CW205] = {"CW205", "shared-role", SCOPE_ROLE, false,
	    "One role serves different vendors, or API members and people.",
	    "It has to be wide enough for all of them, so each of them has "
	    "more than it needs, and none can be narrowed or switched off "
	    "alone.",
	    "the role is shared: {detail}",
	    "System > Security Roles > {role} > copy: make one role for each "
	    "holder, then narrow each",
	    "how permissions work in ConnectWise PSA", {
		{"members of different vendors hold it", SEV_MEDIUM, false,
		    false, NULL, NULL},
		{"API members and people hold it", SEV_MEDIUM, false, false,
		    NULL, NULL}}},
	[CW206] = {"CW206", "unused-role", SCOPE_ROLE, false,
	    "Nobody holds the role.",
	    "A role without members is a set of grants that nobody watches "
	    "and that the next member may get by mistake.",
	    "no member holds the role",
	    "System > Security Roles > {role}: delete it, or mark it inactive",
	    "how permissions work in ConnectWise PSA", {
		{"", SEV_INFO, false, false, NULL, NULL}}},
	[CW207] = {"CW207", "inactive-role", SCOPE_ROLE, false,
	    "An active member holds an inactive role.",
	    "The role was put out of use, and yet its grants still work.",
	    "the role is inactive, and active members hold it: {detail}",
	    "System > Members > {detail} > Role ID: choose an active role",
	    "how permissions work in ConnectWise PSA", {
		{"", SEV_LOW, false, false, NULL, NULL}}},
	[CW208] = {"CW208", "delete-without-edit", SCOPE_FUNCTION, false,
	    "The role may delete what it may not edit.",
	    "No profile asks for it, and it is rarely meant: often a cell "
	    "slipped by one column.",
	    "Delete on {module} > {function} is {have} while Edit is None",
	    ROLE_PATH ": set Delete Level to None",
	    "how permissions work in ConnectWise PSA", {
		{"", SEV_LOW, false, false, NULL, NULL}}},
	[CW209] = {"CW209", "no-profile", SCOPE_ROLE, false,
	    "No profile judges the role of an API member.",
	    "Its grants could not be held against any vendor's guide: only "
	    "the general rules looked at it.",
	    "no profile judges the role of an API member: {detail}",
	    "cwaudit profiles: find the vendor's, then --profile "
	    "\"NAME={role}\"",
	    "cwaudit itself: see its manual", {
		{"", SEV_LOW, false, false, NULL, NULL}}},
	[CW301] = {"CW301", "level-below-corporate", SCOPE_MEMBER, false,
	    "The member's level is not the highest.",
	    "The member sees only companies at its level and below, so "
	    "companies are missing from the integration without an error.",
	    "Level of member {member} is \"{detail}\", {guide} wants the "
	    "highest, Corporate (Level 1)",
	    MEMBER_PATH " > System > Level: choose Corporate (Level 1)",
	    "the vendor's guide", {
		{"the guide requires it", SEV_HIGH, false, false, NULL, NULL},
		{"the guide recommends it", SEV_MEDIUM, false, false,
		    "Level of member {member} is \"{detail}\", {guide} "
		    "recommends the highest, Corporate (Level 1)", NULL}}},
	[CW302] = {"CW302", "boards-restricted", SCOPE_MEMBER, false,
	    "Boards are restricted, and the guide wants none restricted.",
	    "Restrict Board Access is a deny list: tickets on these boards "
	    "do not exist for the integration. Guides contradict each other "
	    "here: Thread wants the list empty, Support Fusion wants access "
	    "limited. A member that serves both cannot please both; give "
	    "each integration its own.",
	    "member {member} may not see board {detail}, {guide} wants no "
	    "board restricted",
	    MEMBER_PATH " > Service Defaults > Restrict Board Access: remove "
	    "all boards",
	    "the vendor's guide", {
		{"no other guide says otherwise", SEV_HIGH, false, false, NULL,
		    NULL},
		{"another guide that judges it wants access limited",
		    SEV_HIGH, false, false,
		    "member {member} may not see board {detail}; {guide} wants "
		    "no board restricted, another guide that judges it wants "
		    "access limited", OWN_MEMBER}}},
	[CW303] = {"CW303", "default-board-locked", SCOPE_MEMBER, false,
	    "The default board is among the restricted ones.",
	    "Restrict Board Access lists the boards that the member may NOT "
	    "see. The board on which its tickets should land is one of them. "
	    "Support Fusion's guide says to select the same board as the "
	    "default one; done to the letter, that is what locks the member "
	    "out.",
	    "member {member} may not see its own default board {detail}",
	    MEMBER_PATH " > Service Defaults > Restrict Board Access: remove "
	    "{detail}",
	    "how permissions work in ConnectWise PSA", {
		{"", SEV_HIGH, false, false, NULL, NULL}}},
	[CW304] = {"CW304", "boards-unrestricted", SCOPE_MEMBER, false,
	    "The guide wants board access limited, and no board is "
	    "restricted.",
	    "The integration sees the tickets of all boards, also of those "
	    "that it has nothing to do with. The list names the boards that "
	    "it may NOT see, so a guide that says to select the board it "
	    "works on (Support Fusion) means all others. Guides that want "
	    "the list empty (Thread) contradict this one.",
	    "member {member} sees all boards, {guide} wants its access "
	    "limited to the board that it works on",
	    MEMBER_PATH " > Service Defaults > Restrict Board Access: choose "
	    "all boards but the ones it works on",
	    "the vendor's guide", {
		{"no other guide says otherwise", SEV_LOW, false, false, NULL,
		    NULL},
		{"another guide that judges it wants none restricted", SEV_LOW,
		    false, false,
		    "member {member} sees all boards; {guide} wants its access "
		    "limited, another guide that judges it wants no board "
		    "restricted", OWN_MEMBER}}},
	[CW305] = {"CW305", "required-setting-missing", SCOPE_MEMBER, false,
	    "A setting that the guide requires is empty.",
	    "New records of the integration have no place to go, or the "
	    "member cannot be saved as the guide says.",
	    "{detail} of member {member} is empty, {guide} requires it",
	    MEMBER_PATH ": fill in {detail}",
	    "the vendor's guide", {
		{"", SEV_MEDIUM, false, false, NULL, NULL}}},
	[CW306] = {"CW306", "wrong-role", SCOPE_MEMBER, false,
	    "The member is not on the role that was made for it.",
	    "A role carries this vendor's profile, but the member holds "
	    "another: what was set up with care is not what is in force.",
	    "member {member} holds role \"{role}\", but role \"{detail}\" "
	    "carries the {profile} profile",
	    MEMBER_PATH " > System > Role ID: choose {detail}",
	    "the vendor's guide", {
		{"", SEV_HIGH, false, false, NULL, NULL}}},
	[CW307] = {"CW307", "member-id-too-long", SCOPE_MEMBER, false,
	    "The member's ID is longer than allowed.",
	    "ConnectWise keeps 15 characters; what is longer was cut or was "
	    "never saved like this.",
	    "the ID of member {member} has more than {detail} characters",
	    MEMBER_PATH " > Member ID: shorten it",
	    "how permissions work in ConnectWise PSA; the vendor's guide", {
		{"", SEV_LOW, false, false, NULL, NULL}}},
	[CW308] = {"CW308", "not-an-api-member", SCOPE_MEMBER, false,
	    "An integration runs on a member that is no API member.",
	    "Such a member can log in to the web client, takes a paid "
	    "licence, and its keys stand in no list of API keys.",
	    "member {member} has the licence class {detail}, an integration "
	    "belongs on an API member",
	    "System > Members > API Members > +: make an API member with this "
	    "role and new keys, then retire {member}",
	    "how permissions work in ConnectWise PSA", {
		{"", SEV_MEDIUM, false, false, NULL, NULL}}},
	[CW309] = {"CW309", "inactive-member", SCOPE_MEMBER, false,
	    "An inactive member still holds an integration role.",
	    "Whoever makes the member active again brings its keys and "
	    "grants back to life.",
	    "member {member} is inactive and still holds role \"{role}\"",
	    MEMBER_PATH " > API Keys: delete them, then System > Role ID: "
	    "choose a role without grants",
	    "how permissions work in ConnectWise PSA", {
		{"", SEV_LOW, false, false, NULL, NULL}}},
	[CW310] = {"CW310", "location-restricted", SCOPE_MEMBER, false,
	    "The member is restricted to its location or department.",
	    "Records of other locations or departments are missing from the "
	    "integration without an error.",
	    "member {member} is restricted to its {detail}",
	    MEMBER_PATH " > System: clear the restriction to its {detail}",
	    "how permissions work in ConnectWise PSA", {
		{"", SEV_MEDIUM, false, false, NULL, NULL}}},
	[CW401] = {"CW401", "pasted-form", SCOPE_RUN, false,
	    "The address or a key was pasted with more than itself.",
	    "It was understood this time. The vendor's own form takes it as "
	    "it stands, and then nothing connects; guides name this first "
	    "among their troubles.",
	    "{detail}",
	    "use only the API domain, without https:// and without a path, "
	    "and copy keys without blanks or line breaks around them",
	    "cwaudit itself: see its manual", {
		{"", SEV_LOW, false, false, NULL, NULL}}},
	[CW402] = {"CW402", "live-connection", SCOPE_RUN, false,
	    "The server cannot be reached.",
	    "Nothing could be asked; the integration would not get further.",
	    "{detail}",
	    "check --site (the domain of your ConnectWise login), the network "
	    "and HTTPS_PROXY",
	    "cwaudit itself: see its manual", {
		{"", SEV_HIGH, false, false, NULL, NULL}}},
	[CW403] = {"CW403", "live-certificate", SCOPE_RUN, false,
	    "The server's certificate is refused, or ends soon.",
	    "Whoever can present such a certificate can read the API keys. "
	    "Nothing was sent to this server.",
	    "{detail}",
	    "have the certificate renewed, or look for what stands between "
	    "(a proxy that opens TLS); if its authority is your own, name it "
	    "with --ca",
	    "cwaudit itself: see its manual", {
		{"it is refused", SEV_HIGH, false, false, NULL, NULL},
		{"it expires within 30 days", SEV_MEDIUM, false, false, NULL,
		    "renew the certificate before it expires"},
		{"no certificate could be trusted, so nothing was tried",
		    SEV_HIGH, false, false, NULL, "name a file of trusted "
		    "certificates (PEM) with --ca or SSL_CERT_FILE, or "
		    "install your system's (on Debian ca-certificates)"}}},
	[CW404] = {"CW404", "live-tls-version", SCOPE_RUN, false,
	    "The server offers no TLS 1.2 or newer.",
	    "Older versions can be broken by whoever carries the traffic. "
	    "Nothing was sent to this server.",
	    "{detail}",
	    "switch TLS 1.2 or 1.3 on at the server, and the older versions "
	    "off; check that --site names the port of HTTPS",
	    "cwaudit itself: see its manual", {
		{"", SEV_HIGH, false, false, NULL, NULL}}},
	[CW405] = {"CW405", "live-company", SCOPE_RUN, false,
	    "The server does not know the company.",
	    "Keys belong to a company, so none can be accepted.",
	    "{detail}",
	    "use the company name of the login screen, and the cloud that "
	    "one logs in to",
	    "how the API of ConnectWise PSA answers", {
		{"", SEV_HIGH, false, false, NULL, NULL}}},
	[CW406] = {"CW406", "live-credentials", SCOPE_RUN, false,
	    "The server refuses the credentials.",
	    "No call of the integration can succeed with them.",
	    "{detail}",
	    "System > Members > API Members > API Keys: make new keys, copy "
	    "both whole, and check that the member is active",
	    "how the API of ConnectWise PSA answers", {
		{"the keys are refused", SEV_HIGH, false, false, NULL, NULL},
		{"the client id is refused", SEV_HIGH, false, false, NULL,
		    "developer.connectwise.com > ClientID: copy the GUID whole "
		    "into --client-id"}}},
	[CW410] = {"CW410", "live-probe", SCOPE_FUNCTION, false,
	    "A call that the profile needs is refused to this key.",
	    "The role may look right on paper; the server says otherwise.",
	    "403 on {detail}: {module} > {function} > {verb} is None for "
	    "this key, {guide} needs {want}",
	    ROLE_PATH ": set {verb} Level to {want}",
	    "the vendor's guide; how the API of ConnectWise PSA answers", {
		{"the guide needs it", SEV_HIGH, false, false, NULL, NULL},
		{"the guide only recommends it", SEV_LOW, false, false,
		    "403 on {detail}: {module} > {function} > {verb} is None "
		    "for this key, {guide} recommends {want}", NULL}}},
	[CW420] = {"CW420", "live-drift", SCOPE_FUNCTION, false,
	    "The server and the exports do not say the same.",
	    "An audit of the exports judges what is no longer in force.",
	    "{module} > {function}: {detail}",
	    "export the roles and members again (cwaudit live --export DIR), "
	    "and find out who made the change",
	    "cwaudit itself: see its manual", {
		{"the levels of a function differ", SEV_MEDIUM, false, false,
		    NULL, NULL},
		{"only one side lists a function that is granted",
		    SEV_MEDIUM, false, false, NULL, NULL},
		{"a setting of the member differs", SEV_MEDIUM, false, false,
		    "member {member}: {detail}", NULL},
		{"the role differs, or the exports do not hold it",
		    SEV_MEDIUM, false, false, "role \"{role}\": {detail}",
		    NULL}}},
	[CW501] = {"CW501", "duplicate-row", SCOPE_FUNCTION, false,
	    "The same cell stands in the exports twice, in agreement.",
	    "Nothing is wrong with the role; the export was put together "
	    "from overlapping parts.",
	    "{module} > {function} stands here again, as at {detail}",
	    "export the role once more, each function once",
	    "cwaudit itself: see its manual", {
		{"", SEV_INFO, false, false, NULL, NULL}}},
	[CW502] = {"CW502", "unknown-function", SCOPE_FUNCTION, false,
	    "The catalogue does not know the function.",
	    "Its risk is a guess: medium to write, low to read.",
	    "{module} > {function} is not in the catalogue: judged with risk "
	    "medium to write and low to read",
	    "look up what the function does; tell the makers of cwaudit its "
	    "name",
	    "cwaudit itself: see its manual", {
		{"", SEV_INFO, false, false, NULL, NULL}}},
	[CW601] = {"CW601", "waiver-expired", SCOPE_RUN, false,
	    "A waiver has expired.",
	    "It covers nothing any more: what it covered is open again and "
	    "counts. A waiver is a promise to look again by a day; the day "
	    "has passed.",
	    "the waiver {function} has expired: its last day was {detail}",
	    "fix what it covered, or have its owner decide again and set a "
	    "new day under expires",
	    "cwaudit itself: see its manual", {
		{"", SEV_MEDIUM, false, false, NULL, NULL}}},
	[CW602] = {"CW602", "waiver-unused", SCOPE_RUN, false,
	    "A waiver covers nothing.",
	    "What it accepted is fixed, or is more than was accepted, or the "
	    "waiver never matched. Left in place it would cover the same "
	    "thing silently when it comes back.",
	    "the waiver {function} of {detail} covers no finding",
	    "take the row out of the waiver file; if it should cover "
	    "something, compare its role, function, verb and level with the "
	    "finding",
	    "cwaudit itself: see its manual", {
		{"", SEV_LOW, false, false, NULL, NULL}}},
	[CW603] = {"CW603", "waiver-broken", SCOPE_RUN, false,
	    "A waiver cannot be read.",
	    "It waives nothing. Someone believes that a risk was accepted, "
	    "and nothing says by whom, why or until when.",
	    "the waiver {function} cannot be read and waives nothing: "
	    "{detail}",
	    "mend the row: rule, role or member, owner, reason and expires "
	    "are required, and level for CW101-CW104, CW107 and CW202",
	    "cwaudit itself: see its manual", {
		{"", SEV_HIGH, false, false, NULL, NULL}}},
};

const char *const rule_limits[] = {
	"API keys: their age, number and last use are in no export",
	"keys of ordinary members (My Account > API Key) are in no export",
	"integrator logins are in no export",
	"Table Setup lists of roles whose list was not exported",
	"project boards: access to them is set in Project Boards > Member "
	    "Access",
	NULL
};

const struct rule *
rule_get(enum rule_id id)
{
	return &rules[id];
}

const struct rule *
rule_find(const char *id)
{
	for (size_t i = 0; i < RULE_COUNT; i++) {
		if (util_ieq(rules[i].id, id))
			return &rules[i];
	}
	return NULL;
}

size_t
rule_variants(const struct rule *r)
{
	size_t n = 0;

	while (n < RULE_VARIANTS && r->variant[n].when)
		n++;
	return n;
}

unsigned
rule_weight(enum severity s)
{
	static const unsigned weight[SEV_COUNT] = {0, 1, 5, 15, 40};

	return weight[s];
}

bool
rule_is_people(const struct audit *au, const struct role *r)
{
	return r && r->kind == ROLE_PEOPLE && !au->opt->people;
}

bool
rule_is_disabled(const struct options *opt, const struct rule *rule)
{
	for (size_t i = 0; i < opt->ndisabled; i++) {
		if (util_ieq(opt->disabled[i], rule->id))
			return true;
	}
	return false;
}

bool
rule_is_exposure(const struct rule *rule)
{
	return (rule >= &rules[CW102] && rule <= &rules[CW108]) ||
	    (rule >= &rules[CW201] && rule <= &rules[CW209]);
}

bool
rule_is_heaviest(const struct rule *rule)
{
	return (rule >= &rules[CW102] && rule <= &rules[CW104]) ||
	    rule == &rules[CW202];
}

void
rule_count_only(struct audit *au)
{
	au->tally = arena_alloc(&au->arena, sizeof(*au->tally));
}

/* Says that the finding is raised: true when it is to be listed. */
static bool
enter(struct audit *au, enum rule_id id, enum severity severity,
    const struct role *r, const struct member *m)
{
	struct rule_tally *t = au->tally;
	unsigned weight = rule_weight(severity);

	/* What is only asked holds for other roles, too. */
	if (r && (!au->run || t != au->run->asked))
		au->role[r->number]->found = true;
	if (!t)
		return true;
	t->n++;
	t->rule[id]++;
	t->severities[id] |= (unsigned char)(1u << severity);
	t->count[severity]++;
	if (m && id >= CW301 && id <= CW310)
		au->member[m->number]->lost += weight;
	if (m || !r || !rule_is_exposure(&rules[id]))
		return false;
	if (!rule_is_heaviest(&rules[id]))
		t->deducts += weight;
	else if (weight > t->heaviest)
		t->heaviest = weight;
	return false;
}

static bool
is_silent(const struct audit *au, enum rule_id id, const struct role *r)
{
	return rule_is_disabled(au->opt, &rules[id]) ||
	    (rule_is_people(au, r) && !rules[id].people);
}

static struct finding *
raise(struct audit *au, enum rule_id id, size_t variant,
    enum severity severity, const struct role *r, const struct member *m)
{
	struct finding *f;

	if (!enter(au, id, severity, r, m))
		return NULL;
	f = finding_new(au);
	f->rule = &rules[id];
	f->variant = &rules[id].variant[variant];
	f->severity = severity;
	f->role = r;
	f->member = m;
	if (m)
		f->loc = m->loc;
	else if (r)
		f->loc = r->loc;
	return f;
}

struct finding *
rule_raise(struct audit *au, enum rule_id id, size_t variant,
    const struct role *r, const struct member *m)
{
	if (is_silent(au, id, r))
		return NULL;
	return raise(au, id, variant, rule_is_people(au, r) ? SEV_INFO :
	    rules[id].variant[variant].severity, r, m);
}

/* The severity of a finding about a cell. */
static enum severity
by_cell(const struct audit *au, const struct rule_variant *variant,
    const struct role *r, const struct function *f, enum verb v,
    enum level have)
{
	enum severity s = rule_is_people(au, r) ? SEV_INFO : variant->severity;
	enum severity risk;

	if (!variant->by_risk)
		return s;
	risk = catalogue_risk(f->cat, v, have);
	if (variant->step_less && risk > SEV_INFO)
		risk = (enum severity)(risk - 1);
	return risk > s ? risk : s;
}

struct finding *
rule_raise_cell(struct audit *au, enum rule_id id, size_t variant,
    const struct role *r, const struct function *f, enum verb v,
    enum level have, enum level want)
{
	struct finding *fi;

	if (is_silent(au, id, r))
		return NULL;
	if (au->tally && id == CW101)
		au->tally->missing += r->want[f->id].cell[v].required;
	fi = raise(au, id, variant, by_cell(au, &rules[id].variant[variant],
	    r, f, v, have), r, NULL);
	if (!fi)
		return NULL;
	fi->subject = f;
	fi->module = f->module;
	fi->function = f->name;
	finding_cell(fi, r, f, v, have, want);
	if (fi->cell[0].listed)
		fi->loc = model_place(au, &fi->cell[0].grant, v);
	else
		fi->loc.col = 0;
	return fi;
}
