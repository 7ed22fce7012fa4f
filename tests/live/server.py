#!/usr/bin/env python3
"""A look-alike of the ConnectWise PSA REST API over TLS, for the live tests.

usage: server.py --cert PEM --scenario FILE --log FILE --port-file FILE
                 [--tls 1.1|1.2|1.3] [--plain] [--proxy]

It answers like a tenant whose roles are tests/live/tenant/roles.csv, unless
an answer of the scenario (JSON, see README.md here) says otherwise. Each
request is one line in the log: connection, method, path, state of the login.
"""
import argparse
import base64
import csv
import fnmatch
import json
import os
import re
import socket
import ssl
import sys
import threading
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
BASE = "/apis/3.0"

REASONS = {200: "OK", 302: "Found", 400: "Bad Request", 401: "Unauthorized",
           403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
           429: "Too Many Requests", 500: "Internal Server Error",
           502: "Bad Gateway", 503: "Service Unavailable"}
DENIED = {"code": "Security", "message": "You do not have security "
          "permission to perform this action.", "errors": None}
# One of them may be scripted as "body": "@denied".
BODIES = {
    "@denied": DENIED,
    "@ssl": {"code": "Security", "message": "SSL is required.",
             "errors": None},
    "@notfound": {"code": "NotFound", "message": "not found"},
    "@unauthorized": {"code": "Unauthorized",
                      "message": "The supplied credentials were not "
                      "accepted.", "errors": None},
    "@notauthenticated": {"code": "ConnectWiseApi",
                          "message": "UserNotAuthenticated",
                          "errors": None},
    "@ratelimit": {"error": "ConnectWiseAPI", "message":
                   "Too many requests. Please try again in 30 seconds."},
    "@timeout": {"code": "ConnectWiseApi", "message":
                 "A timeout has occured. Please try again."},
    "@route": "Cannot route. Codebase/company is invalid",
    "@html": "<html><body><h1>Sign in to the guest network</h1></body>"
             "</html>",
}


def load(path):
    """Reads a scenario; what it does not say comes from its base."""
    with open(path, encoding="utf-8") as f:
        scenario = json.load(f)
    base = scenario.pop("base", None)
    if base:
        whole = load(os.path.join(os.path.dirname(path), base + ".json"))
        whole.update(scenario)
        return whole
    return scenario


def settings(scenario):
    """Returns the settings rows of each role, by its name."""
    rows = {}
    with open(os.path.join(HERE, "tenant", "roles.csv"), newline="",
              encoding="utf-8") as f:
        for n, r in enumerate(csv.DictReader(f), 9001):
            rows.setdefault(r["Role"], []).append({
                "id": n, "addLevel": r["Add Level"],
                "editLevel": r["Edit Level"],
                "deleteLevel": r["Delete Level"],
                "inquireLevel": r["Inquire Level"],
                "moduleName": r["Module"], "moduleIdentifier": "M%d" % n,
                "moduleDescription": r["Module"],
                "moduleFunctionName": r["Function"],
                "moduleFunctionIdentifier": "F%d" % n,
                "moduleFunctionDescription": None, "myAllFlag": False,
                "reportFlag": False, "restrictFlag": None,
                "customFlag": False, "sortOrder": n, "_info": {}})
    for change in scenario.get("change", []):
        for r in rows[change["role"]]:
            if (r["moduleName"], r["moduleFunctionName"]) == (
                    change["module"], change["function"]):
                r.update(change["levels"])
    extra = scenario.get("extra_rows", 0)
    for name in rows:
        whole = list(rows[name])
        for i in range(len(whole), extra):
            rows[name].append(dict(whole[i % len(whole)], id=100000 + i))
    return rows


def trim(record, fields):
    """Keeps what the query parameter `fields` asks for."""
    if not fields:
        return record
    out = {}
    for field in fields.split(","):
        at, to = record, out
        names = field.split("/")
        for i, name in enumerate(names):
            if not isinstance(at, dict) or name not in at:
                break
            if i == len(names) - 1 or not isinstance(at[name], dict):
                to[name] = at[name]
                break
            to = to.setdefault(name, {})
            at = at[name]
    return out


def matches(record, condition):
    """Knows the two forms of conditions that the client sends."""
    m = re.fullmatch(r'(\w+)\s*=\s*"([^"]*)"', condition)
    if m:
        return str(record.get(m[1], "")).lower() == m[2].lower()
    m = re.fullmatch(r'(\w+)\s*=\s*(\d+)', condition)
    if m:
        return record.get(m[1]) == int(m[2])
    raise ValueError(condition)


class Tenant:
    """The state that the connections share."""

    def __init__(self, scenario):
        self.s = scenario
        self.lock = threading.Lock()
        self.answers = [dict(a) for a in scenario.get("answers", [])]
        self.rows = settings(scenario)
        self.connections = 0

    def scripted(self, target):
        with self.lock:
            for a in self.answers:
                text = target if "?" in a["path"] else target.split("?")[0]
                pattern = a["path"].replace("?", "[?]")
                if not fnmatch.fnmatchcase(text, pattern):
                    continue
                if a.get("times", 1) == 0:
                    continue
                if "times" in a:
                    a["times"] -= 1
                return a
        return None

    def login(self, headers):
        given = headers.get("authorization", "")
        if not given:
            return "none"
        want = "%s+%s:%s" % (self.s["company"], self.s["public"],
                             self.s["private"])
        want = "Basic " + base64.b64encode(want.encode()).decode()
        return "good" if given == want else "bad"

    def page(self, records, query):
        for c in query.get("conditions", []):
            records = [r for r in records if matches(r, c)]
        size = min(int(query.get("pageSize", ["25"])[0]),
                   self.s.get("most", 1000))
        page = int(query.get("page", ["1"])[0])
        if self.s.get("stuck"):
            page = 1
        part = records[(page - 1) * size:page * size]
        fields = query.get("fields", [""])[0]
        headers = {}
        if len(records) > page * size:
            # Another host on purpose: it must not be followed.
            headers["Link"] = ('<https://evil.example/v4_6_release/apis/3.0'
                               '//x?page=%d>; rel="next"' % (page + 1))
        return 200, [trim(r, fields) for r in part], headers

    def company(self, name):
        if name.lower() != self.s["company"].lower():
            return 200, None, {}
        return 200, {"CompanyName": "Example MSP",
                     "Codebase": self.s.get("codebase", "v2025_1/"),
                     "VersionCode": "v2025.1",
                     "VersionNumber": "v4.6.99001",
                     "CompanyID": self.s["company"],
                     "IsCloud": self.s.get("cloud", "True"),
                     "SiteUrl": "evil.example"}, {}

    def api(self, path, query):
        own = next((m for m in self.s["members"]
                    if m["identifier"] == self.s.get("own")), None)
        low = path.lower()
        if low == "/system/info":
            return 200, {"version": "v2025.1.99001", "isCloud": True,
                         "serverTimeZone": "GMT Standard Time",
                         "licenseBits": [], "cloudRegion": "EU"}, {}
        if low == "/system/apimembers":
            return self.page([m for m in self.s["members"]
                              if m["licenseClass"] == "A"], query)
        if low == "/system/members":
            return self.page(self.s["members"], query)
        if low == "/system/securityroles":
            return self.page(self.s["roles"], query)
        m = re.fullmatch(r"/system/securityroles/(\d+)/settings", low)
        if m:
            role = next((r for r in self.s["roles"]
                         if r["id"] == int(m[1])), None)
            if not role:
                return 404, BODIES["@notfound"], {}
            return self.page(self.rows.get(role["name"], []), query)
        if low == "/system/mysecurity" and own:
            who = {"id": own["id"], "identifier": own["identifier"],
                   "name": own["name"]}
            return self.page([dict(r, member=who) for r in self.rows.get(
                own["securityRole"]["name"], [])], query)
        if low == "/system/mysecurity/customizeitems/" and own:
            return self.page(self.s.get("customise", []), query)
        if low.endswith("/count"):
            return 200, {"count": 3}, {}
        if re.fullmatch(r"/(company|finance|procurement|project|sales|service"
                        r"|schedule|system|time|expense|marketing)/.*", low):
            return self.page([{"id": 1}], query)
        return 404, {"code": "ConnectWiseApi",
                     "message": "The endpoint does not exist."}, {}

    def answer(self, method, target, headers):
        url = urllib.parse.urlsplit(target)
        query = urllib.parse.parse_qs(url.query)
        if method != "GET":
            return 405, {"code": "ConnectWiseApi"}, {}
        m = re.fullmatch(r"/login/companyinfo/([^/]+)", url.path)
        if m:
            return self.company(urllib.parse.unquote(m[1]))
        for codebase in ("/v4_6_release", "/" + self.s.get(
                "codebase", "v2025_1/").strip("/")):
            if url.path.startswith(codebase + BASE + "/"):
                path = url.path[len(codebase + BASE):]
                break
        else:
            return 400, BODIES["@route"], {}
        if headers.get("clientid") != self.s["client_id"]:
            return 400, {"code": "InvalidClientId", "message":
                         "The clientId is not known."}, {}
        if self.login(headers) != "good":
            if self.s.get("wrong_keys") == 404:
                return 404, BODIES["@notfound"], {}
            return 401, BODIES[self.s.get("wrong_keys", "@unauthorized")], {}
        return self.api(path, query)


class Connection:
    def __init__(self, options, tenant, log, conn):
        self.options, self.tenant, self.log = options, tenant, log
        self.conn = conn
        self.data = b""

    def head(self):
        while b"\r\n\r\n" not in self.data:
            piece = self.conn.recv(65536)
            if not piece:
                return None
            self.data += piece
        text, self.data = self.data.split(b"\r\n\r\n", 1)
        lines = text.decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ")
        headers = dict((k.strip().lower(), v.strip()) for k, v in
                       (line.split(":", 1) for line in lines[1:]))
        return method, target, headers

    def send(self, data, scripted):
        drip = scripted.get("drip")
        if not drip:
            self.conn.sendall(data)
            return
        for i in range(len(data)):
            self.conn.sendall(data[i:i + 1])
            time.sleep(drip)

    def reply(self, status, body, headers, scripted):
        if "repeat" in scripted:
            body = scripted["repeat"][0] * scripted["repeat"][1]
        if isinstance(body, str) and body in BODIES:
            body = BODIES[body]
        if isinstance(body, str):
            data, kind = body.encode(), "text/plain"
            if body.startswith("<"):
                kind = "text/html"
        else:
            data, kind = json.dumps(body).encode(), "application/json"
        headers = {"Content-Type": kind, **headers,
                   **scripted.get("headers", {})}
        chunk = scripted.get("chunked")
        if chunk:
            headers["Transfer-Encoding"] = "chunked"
            data = b"".join(b"%x\r\n%s\r\n" % (len(data[i:i + chunk]),
                                               data[i:i + chunk])
                            for i in range(0, len(data), chunk))
            data += b"0\r\n\r\n"
        elif "Content-Length" not in headers:
            headers["Content-Length"] = str(len(data))
        head = "HTTP/1.1 %d %s\r\n" % (status, REASONS.get(status, "Other"))
        head += "".join("%s: %s\r\n" % h for h in headers.items())
        out = head.encode("latin-1") + b"\r\n" + data
        if "raw" in scripted:
            out = scripted["raw"].encode("latin-1")
        if "cut" in scripted:
            out = out[:scripted["cut"]]
        self.send(out, scripted)
        return not (scripted.get("close") or "cut" in scripted or
                    "raw" in scripted)

    def serve(self):
        with self.tenant.lock:
            self.tenant.connections += 1
            number = self.tenant.connections
        while True:
            request = self.head()
            if not request:
                return
            method, target, headers = request
            with self.tenant.lock:
                self.log.write("conn=%d %s %s login=%s\n" % (
                    number, method, target, self.tenant.login(headers)))
                self.log.flush()
            path = re.sub(r"^/v[^/]*/apis/3\.0", "", target)
            scripted = self.tenant.scripted(path)
            if scripted:
                time.sleep(scripted.get("delay", 0))
                status = scripted.get("status", 200)
                body, extra = scripted.get("body"), {}
                if "body" not in scripted and status == 200:
                    status, body, extra = self.tenant.answer(
                        method, target, headers)
            else:
                scripted = {}
                status, body, extra = self.tenant.answer(
                    method, target, headers)
            if body == "@echo":
                body = {"code": "Echo", "message": json.dumps(headers)}
            if not self.reply(status, body, extra, scripted):
                return


def tunnel(conn, log):
    """An HTTP proxy that knows CONNECT and nothing else."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += conn.recv(65536)
    line = data.split(b"\r\n")[0].decode()
    login = "yes" if b"proxy-authorization:" in data.lower() else "no"
    log.write("%s proxy-login=%s\n" % (line, login))
    log.flush()
    host, port = line.split(" ")[1].rsplit(":", 1)
    out = socket.create_connection((host.strip("[]"), int(port)))
    conn.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")

    def copy(a, b):
        try:
            while True:
                piece = a.recv(65536)
                if not piece:
                    break
                b.sendall(piece)
        except OSError:
            pass
        for s in (a, b):
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
    threading.Thread(target=copy, args=(out, conn), daemon=True).start()
    copy(conn, out)


def context(options):
    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # The bad certificates have to be served, too.
    ctx.set_ciphers("ALL:@SECLEVEL=0")
    ctx.load_cert_chain(options.cert)
    versions = {"1.1": ssl.TLSVersion.TLSv1_1, "1.2": ssl.TLSVersion.TLSv1_2,
                "1.3": ssl.TLSVersion.TLSv1_3}
    if options.tls:
        ctx.minimum_version = ctx.maximum_version = versions[options.tls]
    return ctx


def handle(options, tenant, log, ctx, sock):
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        if options.proxy:
            tunnel(sock, log)
            return
        conn = sock if options.plain else ctx.wrap_socket(
            sock, server_side=True)
        try:
            Connection(options, tenant, log, conn).serve()
        finally:
            # A clean end, so that a cut body is not a cut connection.
            if not options.plain:
                conn.settimeout(2)
                conn.unwrap()
    except (OSError, ValueError):
        pass
    finally:
        sock.close()


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--cert")
    p.add_argument("--scenario", required=True)
    p.add_argument("--log", required=True)
    p.add_argument("--port-file", required=True)
    p.add_argument("--tls", choices=["1.1", "1.2", "1.3"])
    p.add_argument("--plain", action="store_true")
    p.add_argument("--proxy", action="store_true")
    options = p.parse_args()
    tenant = Tenant(load(options.scenario))
    ctx = None if options.plain or options.proxy else context(options)
    server = socket.create_server(("127.0.0.1", 0))
    with open(options.log, "a", encoding="utf-8") as log:
        with open(options.port_file + ".new", "w", encoding="ascii") as f:
            f.write("%d\n" % server.getsockname()[1])
        os.rename(options.port_file + ".new", options.port_file)
        while True:
            sock, _ = server.accept()
            threading.Thread(target=handle, daemon=True, args=(
                options, tenant, log, ctx, sock)).start()


if __name__ == "__main__":
    sys.exit(main())
