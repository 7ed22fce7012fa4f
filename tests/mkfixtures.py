#!/usr/bin/env python3
"""Write the exports under fixtures/, byte for byte the same on every run.

usage: mkfixtures.py [--check] [DIR]

DIR is the fixtures folder, by default the one beside this script's own.
--check writes nothing: it names each file that differs and exits 1.
README.md and the tables of what to expect are kept by hand and are not
touched: what the tool should find must not come from a program.

A cell list is four letters, Add Edit Delete Inquire: A is All, M is My,
N is None.
"""

import os
import sys

VERBS = ("Add", "Edit", "Delete", "Inquire")
WORDS = {"A": "All", "M": "My", "N": "None"}

# Every security function of ConnectWise PSA, in the order of its screen.
FUNCTIONS = """
Companies: Company Maintenance; Company/Contact Group Maintenance;
 Configuration - Display Passwords; Configurations; Contacts;
 CRM/Sales Activities; Import Contacts; Manage Attachments; Management; Notes;
 Reports; Surveys; Team Members; Tracks; UserCentric
Finance: Accounting Interface; Agreement Invoicing; Agreement Sales;
 Agreements; Asio Subscriptions; Billing Rate Maintenance;
 Billing Reconciliation; Billing View Time; Company Finance;
 Expense Reimbursements; Financial Dashboard; Invoice Approval; Invoicing;
 Reports
Marketing: ConnectWise Campaign; Marketing Groups; Marketing Management;
 Marketing Reports
Procurement: Inventory Adjustments; Inventory Transfers;
 Product Billable Option; Product Catalog; Products; Purchase Orders;
 Purchasing Approvals; Purchasing Demand; Reports; RMA Entry; RMA Processing
Project: Close Project Tickets; Close Projects; Project Contacts;
 Project Finance; Project Headers; Project Management; Project Notes;
 Project Phase; Project Product; Project Reports; Project Scheduling;
 Project Teams; Project Templates; Project Templates Asio;
 Project Ticket - Dependencies; Project Ticket Tasks; Project Tickets
Sales: Closed Opportunity; Opportunity; Opportunity Finance; Reports;
 Sales Dashboard; Sales Funnel; Sales Order Finance; Sales Orders
Service Desk: Change Approvals; Close Service Tickets; CloudConsole;
 ConnectWise Chat; ConnectWise Control; ITBoost; Knowledge Base Approver;
 Knowledge Base Creator; Launch Remote Access; Merge Tickets;
 Print Service Signoff; Reports; Resource Reports; Resource Scheduling;
 Service Ticket - Dependencies; Service Ticket - Finance; Service Tickets;
 SLA Dashboard; SmileBack; Ticket Templates
System: Add Licenses; API Reports; Chat with ConnectWise Manage Support;
 ConnectWise Manage Labs; ConnectWise Next; ConnectWise Now;
 Custom Menu Entry; Data Import; Email Audit; List View Export;
 Manage Hosted API; Marketplace Sharing; Mass Maintenance; Member Maintenance;
 Member Maintenance - Finance; My Account; My Company; Report Writer;
 Security Roles; System Reports; Table Setup; Today Links
Time & Expense: Expense Approvals; Expense Billable Option;
 Expense Report Entry; Reports; Stopwatch; Time Approval; Time Entry;
 Time Entry Billable Option
"""

# The rows that stand only on tenants which bought the product behind them.
ADD_ONS = """
Companies: UserCentric
Finance: Asio Subscriptions
Project: Project Templates Asio
Service Desk: CloudConsole; ConnectWise Chat; ConnectWise Control; ITBoost;
 SmileBack
System: ConnectWise Manage Labs; ConnectWise Next; ConnectWise Now
"""

# ------------------------------------------------------------------ guides
# What each of the five guides asks for, read from the guide itself. A verb
# that the guide does not name is None here.

SUPPORT_FUSION = """
Companies: Company Maintenance NNNA; Company/Contact Group Maintenance NNNA;
 Configurations NNNA; Contacts NNNA; Manage Attachments AANA;
 Management NNNA; Notes NNNA; Team Members NNNA; Tracks NNNA
Service Desk: Close Service Tickets AANA; Merge Tickets NANA;
 Service Ticket - Dependencies AANA; Service Tickets AANA;
 SLA Dashboard NNNA; Ticket Templates NNNA
System: Table Setup NNNA
"""

# Invoicing: the guide asks for Inquire and names no level; My is enough.
SYNC365 = """
Companies: Company Maintenance NNNA; Contacts AANA
Finance: Agreement Invoicing NNNA; Agreements AANA; Invoicing NNNM
Procurement: Product Catalog NNNA; Products NNNA
System: Table Setup NANA
"""

IT_GLUE = """
Companies: Company Maintenance AANA; Configuration - Display Passwords NNNA;
 Configurations AANA; Contacts AANA
Service Desk: Service Tickets NNNA
System: API Reports AANA; Member Maintenance NNNA; Table Setup NNNA
"""

THREAD = """
Companies: Company Maintenance AANA; Configurations AANA; Contacts AANA;
 CRM/Sales Activities AANA; Manage Attachments AANA; Team Members AANA
Finance: Billing View Time AANA; Agreements NNNA
Project: Project Tickets AANA
Sales: Opportunity AANA
Service Desk: Close Service Tickets AANA; Merge Tickets AANA;
 Resource Scheduling AAAA; Service Ticket - Dependencies AANA;
 Service Tickets AANA
System: Data Import NNNA; Manage Hosted API NNNA; Member Maintenance NNNA;
 My Account MMMA; Security Roles NNNA; Table Setup AANA
Time & Expense: Expense Billable Option AANA; Expense Report Entry AANA;
 Time Entry AAAA; Time Entry Billable Option AANA
"""

RESPLENDENT = """
Companies: Company Maintenance NNNA; Company/Contact Group Maintenance NNNA;
 Configuration - Display Passwords NNNA; Configurations NNNA; Contacts NNNA;
 CRM/Sales Activities NNNA; Import Contacts NNNA; Manage Attachments NNNA;
 Management NNNA; Notes NNNA; Reports NNNA; Surveys NNNA
Finance: Agreement Invoicing NNNA; Agreement Sales NNNA; Agreements NNNA;
 Billing Rate Maintenance NNNA; Billing Reconciliation NNNA;
 Billing View Time NNNA; Company Finance NNNA; Financial Dashboard NNNA;
 Invoicing NNNA; Reports NNNA
Procurement: Product Billable Option NNNA; Product Catalog NNNA;
 Products NNNA; Reports NNNA
Project: Close Project Tickets NNNA; Project Contacts NNNA;
 Project Finance NNNA; Project Headers NNNA; Project Management NNNA;
 Project Notes NNNA; Project Phase NNNA; Project Product NNNA;
 Project Reports NNNA; Project Scheduling NNNA; Project Teams NNNA;
 Project Templates NNNA; Project Templates Asio NNNA;
 Project Ticket Tasks NNNA; Project Tickets NNNA
Sales: Closed Opportunity NNNA; Opportunity NNNA; Opportunity Finance NNNA;
 Reports NNNA
Service Desk: Change Approvals NNNA; Close Service Tickets NNNA;
 Merge Tickets NNNA; Print Service Signoff NNNA; Resource Reports NNNA;
 Service Ticket - Dependencies NNNA; Service Tickets NNNA;
 SLA Dashboard NNNA; Ticket Templates NNNA
System: API Reports NNNA; Custom Menu Entry NNNA; Email Audit NNNA;
 List View Export NNNA; Manage Hosted API NNNA; Mass Maintenance NNNA;
 Member Maintenance NNNA; Member Maintenance - Finance NNNA;
 My Account NNNA; My Company NNNA; Report Writer NNNA; Security Roles NNNA;
 System Reports NNNA; Table Setup NNNA; Today Links NNNA
Time & Expense: Expense Billable Option NNNA; Expense Report Entry NNNA;
 Reports NNNA; Time Entry NNNA; Time Entry Billable Option NNNA
"""

THREAD_TABLES = (
    "Agreements / Agreement Type", "Company / Company Status",
    "Contacts / Contact Type", "General / Manage Hosted API",
    "Scheduling / Location", "Service / Email Formats", "Service / Priority",
    "Service / Service Board", "Service / SLA", "Service / Source",
    "Time / Work Role",
)
SYNC365_TABLES = ("Agreements / Batch", "Contacts / Contact Sync")

# ------------------------------------------------------------- human roles

TECHNICIAN = """
Companies: Company Maintenance NNNA; Configuration - Display Passwords NNNA;
 Configurations AANA; Contacts AANA; CRM/Sales Activities MMNA;
 Manage Attachments AANA; Notes AANA; Team Members NNNA
Finance: Billing View Time NNNA
Project: Project Notes AANA; Project Ticket Tasks AANA; Project Tickets AANA
Service Desk: Close Service Tickets AANA; Knowledge Base Creator AANA;
 Launch Remote Access NNNA; Merge Tickets AANA; Print Service Signoff NNNA;
 Resource Scheduling MMNA; Service Ticket - Dependencies AANA;
 Service Tickets AANA; SLA Dashboard NNNA; Ticket Templates NNNA
System: Chat with ConnectWise Manage Support NNNA; My Account NMNM;
 Today Links NNNA
Time & Expense: Expense Report Entry MMMM; Stopwatch AAAA; Time Entry MMMM;
 Time Entry Billable Option MMNM
"""

SERVICE_MANAGER = """
Companies: Company Maintenance AANA; Configuration - Display Passwords NNNA;
 Configurations AAAA; Contacts AANA; CRM/Sales Activities AANA;
 Manage Attachments AANA; Management NNNA; Notes AAAA; Reports NNNA;
 Surveys AANA; Team Members AAAA; Tracks NNNA
Finance: Agreements NNNA; Billing View Time AANA
Project: Close Project Tickets AANA; Project Headers NNNA;
 Project Notes AANA; Project Scheduling AANA; Project Tickets AANA
Service Desk: Change Approvals AANA; Close Service Tickets AANA;
 Knowledge Base Approver AANA; Knowledge Base Creator AANA;
 Launch Remote Access NNNA; Merge Tickets AANA; Print Service Signoff NNNA;
 Reports NNNA; Resource Reports NNNA; Resource Scheduling AAAA;
 Service Ticket - Dependencies AAAA; Service Tickets AANA;
 SLA Dashboard NNNA; Ticket Templates AAAA
System: Chat with ConnectWise Manage Support NNNA; List View Export NNNA;
 Member Maintenance NNNA; My Account NMNA; Report Writer NNNA;
 System Reports NNNA; Table Setup NANA; Today Links AAAA
Time & Expense: Expense Approvals AANA; Expense Report Entry AAAA;
 Reports NNNA; Stopwatch AAAA; Time Approval AANA; Time Entry AAAA;
 Time Entry Billable Option AANA
"""

DISPATCH = """
Companies: Company Maintenance NNNA; Configurations NNNA; Contacts AANA;
 Notes AANA; Team Members NNNA
Project: Project Scheduling AANA; Project Tickets NANA
Service Desk: Close Service Tickets NANA; Merge Tickets AANA;
 Resource Reports NNNA; Resource Scheduling AAAA;
 Service Ticket - Dependencies AANA; Service Tickets AANA;
 SLA Dashboard NNNA; Ticket Templates NNNA
System: My Account NMNM; Today Links NNNA
Time & Expense: Expense Report Entry MMMM; Stopwatch AAAA; Time Entry MMMM
"""

FINANCE = """
Companies: Company Maintenance AANA; Contacts AANA; Notes AANA; Reports NNNA
Finance: Accounting Interface AANA; Agreement Invoicing AANA;
 Agreement Sales AANA; Agreements AANA; Billing Rate Maintenance AANA;
 Billing Reconciliation AANA; Billing View Time AANA; Company Finance AANA;
 Expense Reimbursements AANA; Financial Dashboard NNNA;
 Invoice Approval AANA; Invoicing AAAA; Reports NNNA
Procurement: Inventory Adjustments AANA; Product Billable Option NANA;
 Product Catalog AANA; Products AANA; Purchase Orders AANA;
 Purchasing Approvals NANA; Purchasing Demand AANA; Reports NNNA
Sales: Sales Order Finance NANA; Sales Orders AANA
System: My Account NMNM; System Reports NNNA
Time & Expense: Expense Report Entry MMMM; Reports NNNA; Time Entry MMMM
"""

SALES = """
Companies: Company Maintenance AANA; Company/Contact Group Maintenance AANA;
 Contacts AANA; CRM/Sales Activities AAAA; Import Contacts AANA;
 Manage Attachments AANA; Notes AANA; Reports NNNA
Finance: Agreements NNNA
Marketing: ConnectWise Campaign AANA; Marketing Groups AAAA;
 Marketing Management AANA; Marketing Reports NNNA
Procurement: Product Catalog AANA; Products AANA
Sales: Closed Opportunity NANA; Opportunity AANA; Opportunity Finance NNNA;
 Reports NNNA; Sales Dashboard NNNA; Sales Funnel NNNA; Sales Orders AANA
System: My Account NMNM
Time & Expense: Expense Report Entry MMMM; Time Entry MMMM
"""

PROJECT_MANAGER = """
Companies: Company Maintenance NNNA; Configurations NNNA; Contacts AANA;
 Manage Attachments AANA; Notes AANA; Team Members AANA
Finance: Agreements NNNA; Billing View Time NNNA
Project: Close Project Tickets AANA; Close Projects AANA;
 Project Contacts AAAA; Project Finance NANA; Project Headers AANA;
 Project Management AANA; Project Notes AAAA; Project Phase AAAA;
 Project Product AANA; Project Reports NNNA; Project Scheduling AAAA;
 Project Teams AAAA; Project Templates AANA;
 Project Ticket - Dependencies AAAA; Project Ticket Tasks AAAA;
 Project Tickets AANA
Service Desk: Resource Scheduling AANA; Service Tickets NNNA
System: My Account NMNM
Time & Expense: Expense Report Entry MMMM; Time Entry MMMM
"""

RECEPTION = """
Companies: Company Maintenance NNNA; Contacts NNNA; CRM/Sales Activities AANA;
 Notes NNNA
Service Desk: Service Tickets ANNA; SLA Dashboard NNNA
System: My Account NMNM; Today Links NNNA
Time & Expense: Time Entry MMMM
"""

CONTRACTOR = """
Service Desk: Service Tickets MMNM
System: My Account NMNM
Time & Expense: Time Entry MMNM
"""

# The key of a remote monitoring product, put together in the office: no
# guide that the tool knows says what it needs.
AUTOMATE = """
Companies: Company Maintenance AANA; Configurations AAAA; Contacts NNNA;
 Management AAAA; Notes AANN
Finance: Agreements NNNA
Service Desk: Close Service Tickets NANA; Launch Remote Access NNNA;
 Service Tickets AANA; Ticket Templates NNAA
Time & Expense: Time Entry AANA
"""

REPORTING = """
Companies: Company Maintenance NNNA
Finance: Agreements NNNA; Invoicing NNNA
Service Desk: Service Tickets NNNA
System: API Reports NNNA; Report Writer NNNA
Time & Expense: Time Entry NNNA
"""


def parse(text):
    """Yields (module, entry) for each entry of a `Module: a; b; c` text."""
    for line in text.replace("\n ", " ").strip().split("\n"):
        module, _, rest = line.partition(":")
        for entry in rest.split(";"):
            yield module.strip(), entry.strip()


def functions(with_add_ons=()):
    """The tenant's functions: no add-on but those that are named."""
    extra = set(parse(ADD_ONS))
    return [f for f in parse(FUNCTIONS)
            if f not in extra or f[1] in with_add_ons]


def cells(text):
    """Reads a role: {(module, function): "AANA"}."""
    role = {}
    for module, entry in parse(text):
        name, _, levels = entry.rpartition(" ")
        role[module, name] = levels
    return role


def change(role, *changes):
    """A copy of a role with cells changed: (module, function, levels)."""
    role = dict(role)
    for module, name, levels in changes:
        role[module, name] = levels
    return role


def grants(tenant, role):
    """The levels of a role for each function of its tenant, in order."""
    unknown = set(role) - set(tenant)
    if unknown:
        raise ValueError("not on this tenant: %s" % sorted(unknown))
    for function in tenant:
        yield function, [WORDS[x] for x in role.get(function, "NNNN")]


# ------------------------------------------------------------------- files

def table(rows, delimiter=",", always=False, end="\n"):
    """CSV text as ConnectWise users get it from a spreadsheet."""
    out = []
    for row in rows:
        line = []
        for value in row:
            special = any(c in value for c in (delimiter, '"', "\n"))
            if always or special:
                value = '"' + value.replace('"', '""') + '"'
            line.append(value)
        out.append(delimiter.join(line) + end)
    return "".join(out)


LONG = ("Role", "Module", "Function", "Add Level", "Edit Level",
        "Delete Level", "Inquire Level")


def long_form(tenant, roles):
    """Long-form rows of [(role name, cells)]."""
    yield LONG
    for name, role in roles:
        for (module, function), levels in grants(tenant, role):
            yield (name, module, function, *levels)


MEMBERS = ("Member ID", "Member Name", "License Class", "Role ID", "Level",
           "Name", "Location", "Department", "Default Territory",
           "Default Board", "Restrict Board Access", "Inactive")
TOP = "Corporate (Level 1)"


def member(ident, name, license_class, role, level=TOP, entry="Corporate",
           location="Leeds", department="Service", territory="Corporate",
           board="Help Desk", restricted="", inactive="False"):
    """One row under MEMBERS."""
    return (ident, name, license_class, role, level, entry, location,
            department, territory, board, restricted, inactive)


TABLES = ("Role", "Item", "Access")


def allow(role, items):
    """Table Setup rows: the items stand under `Allow access to these`."""
    return [(role, item, "allow") for item in items]


# --------------------------------------------------------------- fixtures

def msp():
    """A managed service provider in Leeds, as it is found."""
    tenant = functions(("ConnectWise Control", "SmileBack"))
    admin = {f: "AAAA" for f in tenant}
    control = ("Service Desk", "ConnectWise Control", "NNNA")
    resplendent = cells(RESPLENDENT)
    del resplendent["Project", "Project Templates Asio"]
    roles = [
        ("Admin", admin),
        ("Automate Integration", cells(AUTOMATE)),
        ("Contractor", cells(CONTRACTOR)),
        ("Dispatch", cells(DISPATCH)),
        ("Finance", cells(FINANCE)),
        ("IT Glue API integration", change(
            cells(IT_GLUE),
            ("Companies", "Configuration - Display Passwords", "NNNN"),
            ("Companies", "Configurations", "AAAA"),
            ("Finance", "Agreements", "NNNA"))),
        ("Legacy Reporting", cells(REPORTING)),
        ("Resplendent Data", change(
            resplendent,
            ("Companies", "Notes", "ANNA"),
            ("Sales", "Sales Dashboard", "NNNA"))),
        ("Sales", cells(SALES)),
        ("Service Manager", change(cells(SERVICE_MANAGER), control)),
        ("SupportFusionIntegration", cells(SUPPORT_FUSION)),
        ("Sync365 Integration", change(
            cells(SYNC365), ("Finance", "Invoicing", "NNNA"))),
        ("Technician", change(cells(TECHNICIAN), control)),
        ("Thread", change(
            cells(THREAD),
            ("Service Desk", "Resource Scheduling", "AANA"),
            ("Service Desk", "Service Tickets", "AMNA"),
            ("System", "My Account", "MAMA"))),
    ]
    rows = list(long_form(tenant, roles))
    # The office pasted one line of the Automate role a second time.
    pasted = rows.index(("Automate Integration", "Service Desk",
                         "Service Tickets", "All", "All", "None", "All"))
    rows.insert(pasted + 1, rows[pasted])

    ids = {"Admin": 63, "Dispatch": 64, "Finance": 65, "Sales": 66,
           "Service Manager": 67, "Technician": 68}
    listed = [("id", "name", "roleType", "adminFlag", "inactiveFlag")]
    for number, (name, _) in enumerate(roles, 70):
        listed.append((str(ids.get(name, number)), name,
                       "Admin" if name == "Admin" else "Custom",
                       str(name == "Admin"),
                       str(name == "Legacy Reporting")))

    office = {"department": "Administration"}
    members = [
        MEMBERS,
        member("hbrooks", "Helen Brooks", "F", "Admin", **office),
        member("S365", "Sync 365", "A", "Admin", department="Admin"),
        member("AutomateService01", "Automate Agent", "A",
               "Automate Integration"),
        member("PulseBoard", "PulseBoard", "A", "Legacy Reporting"),
        member("ITGlue", "IT Glue", "A", "IT Glue API integration",
               territory=""),
        member("ResplendentData", "Resplendent Data", "F",
               "Resplendent Data"),
        member("SupportFusion", "Support Fusion Integration", "A",
               "SupportFusionIntegration", restricted="Help Desk"),
        member("Thread", "Thread", "A", "Thread", level="Group (Level 2)",
               entry="North", restricted="Internal IT;Projects"),
        member("ThreadPilot", "Thread Pilot", "A", "Thread",
               restricted="Projects", inactive="True"),
        member("cmarsh", "Colin Marsh", "F", "Service Manager"),
        member("jokafor", "Joy Okafor", "F", "Dispatch"),
        member("lwhite", "Laura White", "F", "Finance", **office),
        member("mevans", "Mark Evans", "F", "Sales", department="Sales"),
        member("nshah", "Neel Shah", "F", "Technician"),
        member("pgrant", "Paula Grant", "F", "Technician",
               restricted="Internal IT"),
        member("rdoyle", "Rory Doyle", "F", "Technician", inactive="True"),
        member("swood", "Sam Wood", "X", "Technician",
               level="Location (Level 3)", entry="York", location="York",
               restricted="Internal IT;Projects"),
    ]

    tables = [TABLES, ("Admin", "(all)", "")]
    tables += allow("Sync365 Integration", SYNC365_TABLES)
    tables += allow("Thread", [t for t in THREAD_TABLES
                               if t != "Service / SLA"]
                    + ["General / Integrator Login"])
    yield "msp/roles.csv", table(rows)
    yield "msp/role_list.csv", table(listed)
    yield "msp/members.csv", table(members)
    yield "msp/table_setup.csv", table(tables)


# The columns of GET /system/securityRoles/{id}/settings, with the name of
# the role that a script has to add because the answer does not carry it.
DUMP = ("securityRole", "id", "addLevel", "editLevel", "deleteLevel",
        "inquireLevel", "moduleFunctionName", "moduleFunctionDescription",
        "myAllFlag", "moduleFunctionIdentifier", "reportFlag",
        "restrictFlag", "customFlag", "moduleDescription",
        "moduleIdentifier", "moduleName", "sortOrder")

CUSTOM = {"Configurations", "Reports", "Agreements", "Marketing Reports",
          "Project Reports", "Project Scheduling", "Resource Scheduling",
          "Custom Menu Entry", "Manage Hosted API", "Mass Maintenance",
          "My Account", "System Reports", "Table Setup"}
MY = {"CRM/Sales Activities", "Manage Attachments", "Service Tickets",
      "My Account", "Time Entry", "Time Entry Billable Option"}


def letters(text):
    """A name without its blanks and signs, as the API's identifiers."""
    return "".join(c for c in text if c.isalnum())


def dump(tenant, roles):
    """Rows of the settings of some roles, as the API gives them."""
    yield DUMP
    number = 2200
    for name, role in roles:
        for order, (function, levels) in enumerate(grants(tenant, role)):
            number += 1
            module, label = function
            yield (name, str(number), *levels, label, label,
                   str(label in MY), letters(label),
                   str("Reports" in label), "False", str(label in CUSTOM),
                   module, letters(module), module, str(order + 1))


# Some of the 120 columns that `Get-CWMMember | Export-Csv` writes. What
# stands in the private ones is marked, so that a test can look for it.
RECORD = ("id", "identifier", "password", "firstName", "lastName", "title",
          "licenseClass", "notes", "timeZone", "employeeIdentifer",
          "vendorNumber", "inactiveDate", "inactiveFlag", "lastLogin",
          "clientId", "token", "securityRole", "adminFlag",
          "structureLevel", "securityLocation", "defaultLocation",
          "defaultDepartment", "restrictLocationFlag",
          "restrictDepartmentFlag", "workRole", "timeApprover",
          "billableForecast", "hourlyCost", "hourlyRate", "officeEmail",
          "mobilePhone", "serviceDefaultBoard", "serviceBoardTeamIds",
          "excludedServiceBoardIds", "excludedProjectBoardIds", "_info")


def ref(number, name):
    """A nested object as Export-Csv flattens it."""
    return "@{id=%d; name=%s; _info=}" % (number, name)


def record(number, ident, first, last, license_class, role, boards,
           admin="False", location="False"):
    """One row under RECORD."""
    return (str(number), ident, "PRIVATE-password-%d" % number, first, last,
            "", license_class, "PRIVATE-notes-%d" % number,
            ref(8, "GMT Standard Time"), "", "", "", "False",
            "2026-03-02T08:04:36Z", "PRIVATE-client-%d" % number,
            "PRIVATE-token-%d" % number, role, admin, ref(1, "Corporate"),
            ref(38, "Corporate"), ref(2, "Leeds Office"),
            ref(10, "Professional Services"), location, "False",
            ref(14, "Engineer"), ref(151, "cmarsh"), "75",
            "PRIVATE-cost-%d" % number, "PRIVATE-rate-%d" % number,
            "PRIVATE-%d@example.com" % number, "PRIVATE-phone-%d" % number,
            ref(12, "Help Desk"), "System.Object[]", boards, boards,
            "@{lastUpdated=2026-02-11T10:22:41Z; updatedBy=cmarsh}")


def powershell():
    """What Windows PowerShell 5.1 makes of the API's answers."""
    tenant = functions()
    roles = [("Admin", {f: "AAAA" for f in tenant}),
             ("Technician", cells(TECHNICIAN)),
             ("Thread Integration", cells(THREAD))]
    admin = ref(63, "Admin")
    technician = ref(68, "Technician")
    thread = ref(91, "Thread Integration")

    def members(boards, some):
        return [
            RECORD,
            record(151, "cmarsh", "Colin", "Marsh", "F", admin, boards,
                   admin="True"),
            record(163, "nshah", "Neel", "Shah", "F", technician, some),
            record(164, "pgrant", "Paula", "Grant", "F", technician, boards),
            record(203, "Thread", "Thread", "Messenger", "A", thread,
                   boards, location="True"),
        ]

    def written(rows):
        head = "#TYPE System.Management.Automation.PSCustomObject\r\n"
        return "\ufeff" + head + table(rows, always=True, end="\r\n")

    array = "System.Object[]"
    yield "powershell/roles.csv", written(dump(tenant, roles))
    yield "powershell/members.csv", written(members(array, array))
    yield "powershell-joined/members.csv", written(members("", "14;15"))


NEW_FUNCTION = ("Service Desk", "Service Radar")
GRID = ("Function", "Add Level", "Edit Level", "Delete Level",
        "Inquire Level")


def by_module(tenant, role):
    """Groups the rows of a role: [(module, [(function, levels)])]."""
    groups = []
    for (module, name), levels in grants(tenant, role):
        if not groups or groups[-1][0] != module:
            groups.append((module, []))
        groups[-1][1].append((name, levels))
    return groups


def grid_headings(tenant, role):
    """A grid with the module on a row of its own and repeated headings."""
    for module, rows in by_module(tenant, role):
        yield GRID
        yield (module, "", "", "", "")
        for name, levels in rows:
            yield (name, *levels)


def grid_merged(tenant, role):
    """A grid whose module cell is filled on its first row only."""
    dashes = {"None": "-", "All": "ALL", "My": "MY"}
    yield ("Module", *GRID)
    for module, rows in by_module(tenant, role):
        for index, (name, levels) in enumerate(rows):
            yield (module if index == 0 else "", name,
                   *[dashes[x] for x in levels])


def grid():
    """One sheet for each role, copied from the screen."""
    tenant = functions()
    place = [i for i, f in enumerate(tenant) if f[0] == "Service Desk"][-1]
    tenant.insert(place + 1, NEW_FUNCTION)
    thread = change(cells(THREAD), (*NEW_FUNCTION, "NNNA"))
    head = ("id", "identifier", "name", "emailAddress", "inactiveFlag",
            "securityRole/name", "structureLevel", "defaultLocation",
            "defaultDepartment", "Default Territory",
            "serviceDefaultBoard", "excludedServiceBoardIds",
            "blockPriceFlag", "blockCostFlag")
    rest = ("False", "Thread", "Corporate", "Leeds", "Service", "Corporate",
            "Help Desk", "", "False", "False")
    members = [head,
               ("203", "Thread", "Thread", "", *rest),
               ("204", "ITGlue", "IT Glue", "", *rest)]
    yield "grid/Thread.csv", table(grid_headings(tenant, thread))
    yield ("grid/ITGlue.csv",
           table(grid_merged(tenant, cells(IT_GLUE)), end="\r\n"))
    yield "grid/api_members.csv", table(members)


def utf16():
    """A German office: UTF-16, semicolons, umlauts."""
    tenant = functions()
    support = "Schnittstelle für Tickets"
    roles = [
        ("Außendienst", cells(TECHNICIAN)),
        ("Buchhaltung", cells(FINANCE)),
        ("Geschäftsführung", cells(SERVICE_MANAGER)),
        (support, change(cells(SUPPORT_FUSION),
                         ("Companies", "Contacts", "NANA"))),
    ]
    rows = []
    for row in long_form(tenant, roles):
        if row[0] == "Außendienst":
            row = tuple("Mine" if x == "My" else x for x in row)
        rows.append(row)

    def person(ident, name, license_class, role, board="Störungen"):
        return member(ident, name, license_class, role,
                      level="Konzern (Level 1)", entry="Konzern",
                      location="Köln", department="Kundendienst",
                      territory="Rheinland", board=board)

    members = [
        MEMBERS,
        person("bgroß", "Björn Groß", "F", "Außendienst"),
        person("hkrämer", "Heike Krämer", "F", "Buchhaltung"),
        person("jmüller", "Jürgen Müller", "F", "Geschäftsführung"),
        person("TicketConnect", "Ticket-Schnittstelle", "A", support),
    ]
    text = "\ufeffsep=;\r\n" + table(rows, ";", end="\r\n")
    yield "utf16/roles.csv", text.encode("utf-16-le")
    text = "\ufeff" + table(members, ";", always=True, end="\r\n")
    yield "utf16/members.csv", text.encode("utf-16-le")


def exact():
    """For each guide a role and a member that follow it to the letter."""
    tenant = functions()
    everything = list(parse(FUNCTIONS))
    vendors = (
        ("it-glue", tenant, "IT Glue API integration", IT_GLUE, (),
         ("ITGlue", "IT Glue")),
        ("resplendent-data", everything, "Resplendent Data", RESPLENDENT,
         (), ("ResplendentData", "Resplendent Data")),
        ("support-fusion", tenant, "SupportFusionIntegration",
         SUPPORT_FUSION, (),
         ("SupportFusion", "Support Fusion Integration")),
        ("sync365", tenant, "Sync365 Integration", SYNC365, SYNC365_TABLES,
         ("S365", "Sync 365")),
        ("thread", tenant, "Thread", THREAD, THREAD_TABLES,
         ("Thread", "Thread")),
    )
    for folder, listed, role, text, tables, (ident, name) in vendors:
        limited = "Internal IT;Projects"
        boards = limited if folder == "support-fusion" else ""
        base = "exact/%s/" % folder
        yield (base + "roles.csv",
               table(long_form(listed, [(role, cells(text))])))
        yield (base + "members.csv",
               table([MEMBERS, member(ident, name, "A", role,
                                      restricted=boards)]))
        if tables:
            yield (base + "table_setup.csv",
                   table([TABLES, *allow(role, tables)]))


class Dice:
    """A small generator of numbers, the same on every machine."""

    def __init__(self, seed):
        self.state = seed

    def roll(self, sides):
        self.state = (self.state * 1103515245 + 12345) % 2 ** 31
        return (self.state >> 8) % sides


OFFICES = ("Derby", "Hull", "Leeds", "Ripon", "York")
FAMILIES = (
    ("Dispatch", DISPATCH), ("Finance", FINANCE),
    ("Project Manager", PROJECT_MANAGER), ("Reception", RECEPTION),
    ("Sales", SALES), ("Senior Technician", TECHNICIAN),
    ("Service Manager", SERVICE_MANAGER), ("Technician", TECHNICIAN),
)
FIRST = ("Adam", "Beth", "Carl", "Dina", "Evan", "Faye", "Glen", "Hana",
         "Ivan", "Jane", "Kyle", "Lena", "Matt", "Nora", "Owen", "Pia",
         "Ross", "Sara", "Tina", "Zoe")
LAST = ("Abbott", "Barker", "Carver", "Dalton", "Ellis", "Foster", "Grove",
        "Hobbs", "Irwin", "Jarvis", "Keane", "Lowe", "Mercer", "Noble",
        "Osman", "Price", "Quinn", "Reeve", "Stone", "Tyler")
# Rows whose Inquire level may differ from office to office.
VARIED = ("Contacts", "CRM/Sales Activities", "Manage Attachments", "Notes",
          "Project Tickets", "Service Tickets", "Opportunity", "Reports")


def human_role(text, family, dice):
    """One office's variant of a family of roles."""
    role = cells(text)
    for key in sorted(role):
        if key[1] in VARIED and role[key][3] == "A" and dice.roll(4) == 0:
            role[key] = role[key][:3] + "M"
    if family == "Senior Technician":
        role["Service Desk", "Change Approvals"] = "NANA"
    if family == "Sales":
        role["Companies", "Surveys"] = "ANNN"
    return role


def people():
    """Forty human roles and 300 people beside five integrations."""
    tenant = functions()
    dice = Dice(20261123)
    resplendent = cells(RESPLENDENT)
    del resplendent["Project", "Project Templates Asio"]
    roles = []
    for family, text in FAMILIES:
        for office in OFFICES:
            roles.append(("%s %s" % (family, office),
                          human_role(text, family, dice)))
    human = [name for name, _ in roles]
    apis = (
        ("IT Glue API integration",
         change(cells(IT_GLUE), ("Companies", "Contacts", "AAAA")),
         "ITGlue", "IT Glue"),
        ("Resplendent Data", resplendent, "ResplendentData",
         "Resplendent Data"),
        ("SupportFusionIntegration", cells(SUPPORT_FUSION), "SupportFusion",
         "Support Fusion Integration"),
        ("Sync365 Integration", cells(SYNC365), "S365", "Sync 365"),
        ("Thread", cells(THREAD), "Thread", "Thread"),
    )
    members = [MEMBERS]
    for name, role, ident, label in apis:
        roles.append((name, role))
        limited = "Projects" if ident == "SupportFusion" else ""
        members.append(member(ident, label, "A", name, restricted=limited))
    for number in range(300):
        first = FIRST[number % len(FIRST)]
        last = LAST[(number + number // len(FIRST)) % len(LAST)]
        role = human[number % len(human)]
        office = role.rpartition(" ")[2]
        ident = "%s%s" % (first[0].lower() + last.lower(), number + 1)
        boards = ("", "Internal IT", "Internal IT;Projects")[dice.roll(3)]
        level, entry = (TOP, "Corporate")
        if dice.roll(3) == 0:
            level, entry = ("Location (Level 3)", office)
        members.append(member(
            ident, "%s %s" % (first, last), "FFFX"[dice.roll(4)], role,
            level=level, entry=entry, location=office, restricted=boards,
            inactive=str(dice.roll(12) == 0)))
    yield "people/roles.csv", table(long_form(tenant, roles))
    yield "people/members.csv", table(members)


def files():
    """Every generated file: {path below fixtures/: bytes}."""
    out = {}
    for make in (msp, powershell, grid, utf16, exact, people):
        for path, text in make():
            if isinstance(text, str):
                text = text.encode("utf-8")
            out[path] = text
    return out


def differs(path, data):
    try:
        with open(path, "rb") as f:
            return f.read() != data
    except FileNotFoundError:
        return True


def main(args):
    check = "--check" in args
    args = [a for a in args if a != "--check"]
    here = os.path.dirname(os.path.abspath(__file__))
    top = args[0] if args else os.path.join(here, "..", "fixtures")
    made = files()
    bad = 0
    for path in sorted(made):
        full = os.path.join(top, path)
        if not differs(full, made[path]):
            continue
        if check:
            print("fixtures/%s differs from what mkfixtures.py writes" % path,
                  file=sys.stderr)
            bad = 1
            continue
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as f:
            f.write(made[path])
    return bad


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
