"""A small part of what GitHub does: its runner for composite actions, its API for comments, its git over HTTP.

Enough for action.yml of this repository, and strict: a form of expression, step or YAML that is not known is an error.
"""

import base64
import fnmatch
import http.server
import json
import os
import pathlib
import re
import shutil
import subprocess
import threading
import urllib.parse


# --- YAML: maps, lists of maps, plain and quoted scalars, blocks. Comments on lines of their own.

def parse_yaml(text):
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    value, rest = _block(lines, 0)
    if rest:
        raise ValueError(f"not understood: {rest[0]!r}")
    return value


def _indent(line):
    return len(line) - len(line.lstrip(" "))


def _block(lines, indent):
    if lines[0].lstrip().startswith("- "):
        items = []
        while lines and _indent(lines[0]) == indent and lines[0].lstrip().startswith("- "):
            lines = [" " * (indent + 2) + lines[0].lstrip()[2:]] + lines[1:]
            item, lines = _block(lines, indent + 2)
            items.append(item)
        return items, lines
    result = {}
    while lines and _indent(lines[0]) == indent:
        match = re.fullmatch(r"\s*([\w.-]+):(?:\s+(.*))?", lines[0])
        if not match:
            raise ValueError(f"not understood: {lines[0]!r}")
        key, scalar = match[1], match[2]
        lines = lines[1:]
        if scalar is None:
            if not lines or _indent(lines[0]) <= indent:
                raise ValueError(f"{key} has no value")
            result[key], lines = _block(lines, _indent(lines[0]))
        else:
            result[key] = _scalar(scalar)
    return result, lines


def _scalar(text):
    if text[0] == "'":
        if not re.fullmatch(r"'(?:[^']|'')*'", text):
            raise ValueError(f"not understood: {text!r}")
        return text[1:-1].replace("''", "'")
    if text[0] in "\"|>&*!%@`[{" or ": " in text or " #" in text or re.fullmatch(r"[\d.]+|true|false|null|~|yes|no|on|off", text):
        raise ValueError(f"quote this: {text!r}")
    return text


# --- Expressions: contexts, strings, == != && || ! ( ), always() success() failure().

TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|(==|!=|&&|\|\||!|\(|\))|([A-Za-z_][\w.-]*))")


class Expression:
    def __init__(self, text, look_up, status):
        self.tokens, self.look_up, self.status, end = [], look_up, status, 0
        text = text.strip()
        while end < len(text):
            match = TOKEN.match(text, end)
            if not match:
                raise ValueError(f"not understood: {text!r}")
            self.tokens.append(match)
            end = match.end()
        self.at = 0

    def value(self):
        value = self._or()
        if self.at != len(self.tokens):
            raise ValueError("more than an expression")
        return value

    def _next(self, *operators):
        if self.at < len(self.tokens) and self.tokens[self.at][2] in operators:
            self.at += 1
            return self.tokens[self.at - 1][2]
        return None

    def _or(self):
        value = self._and()
        while self._next("||"):
            other = self._and()
            value = value or other
        return value

    def _and(self):
        value = self._equal()
        while self._next("&&"):
            other = self._equal()
            value = other if value else value
        return value

    def _equal(self):
        value = self._unary()
        operator = self._next("==", "!=")
        if not operator:
            return value
        same = str(value).lower() == str(self._unary()).lower()
        return same if operator == "==" else not same

    def _unary(self):
        if self._next("!"):
            return not self._unary()
        if self._next("("):
            value = self._or()
            if not self._next(")"):
                raise ValueError("no )")
            return value
        token = self.tokens[self.at]
        self.at += 1
        if token[1]:
            return token[1][1:-1].replace("''", "'")
        if self._next("("):
            if not self._next(")"):
                raise ValueError("no )")
            return {"always": True, "success": self.status, "failure": not self.status}[token[3]]
        return self.look_up(token[3])


# --- The server: comments, and git through git's own program.

class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, root, token):
        super().__init__(("127.0.0.1", 0), Handler)
        self.root, self.token = root, token
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.comments, self.writes = [], []
        self.may_comment = self.may_push = self.may_read = True
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def add(self, number, login, body):
        self.comments.append({"id": 1000 + len(self.comments), "number": number, "user": {"login": login}, "body": body})
        return self.comments[-1]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, value=b"", kind="application/json"):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self):
        if self.headers.get("Transfer-Encoding") == "chunked":
            parts = []
            while size := int(self.rfile.readline(), 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def handle_any(self):
        body = self.body()
        url = urllib.parse.urlsplit(self.path)
        if url.path.startswith("/api/v3/"):
            self.api(url, body)
        else:
            self.git(url, body)

    do_GET = do_POST = do_PATCH = handle_any

    def api(self, url, body):
        server = self.server
        if self.headers.get("Authorization") != f"Bearer {server.token}":
            return self.answer(401, {"message": "Bad credentials"})
        if self.command != "GET":
            if not server.may_comment:
                return self.answer(403, {"message": "Resource not accessible by integration"})
            server.writes.append(self.command)
        of_issue = re.fullmatch(r"/api/v3/repos/owner/repo/issues/(\d+)/comments", url.path)
        one = re.fullmatch(r"/api/v3/repos/owner/repo/issues/comments/(\d+)", url.path)
        if of_issue and self.command == "GET":
            query = dict(urllib.parse.parse_qsl(url.query))
            size, page = int(query.get("per_page", 30)), int(query.get("page", 1))
            all_of = [comment for comment in server.comments if comment["number"] == int(of_issue[1])]
            return self.answer(200, all_of[(page - 1) * size:page * size])
        if of_issue and self.command == "POST":
            return self.answer(201, server.add(int(of_issue[1]), "github-actions[bot]", json.loads(body)["body"]))
        if one and self.command == "PATCH":
            comment = next(comment for comment in server.comments if comment["id"] == int(one[1]))
            comment["body"] = json.loads(body)["body"]
            return self.answer(200, comment)
        return self.answer(404, {"message": "Not Found"})

    def git(self, url, body):
        server = self.server
        if not server.may_read:
            return self.answer(503)
        expected = "Basic " + base64.b64encode(f"x-access-token:{server.token}".encode()).decode()
        if self.headers.get("Authorization") != expected:
            return self.answer(401)
        if "git-receive-pack" in self.path and not server.may_push:
            return self.answer(403, b"denied", "text/plain")
        environment = {
            "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": str(server.root), "GIT_HTTP_EXPORT_ALL": "1", "REMOTE_USER": "x",
            "PATH_INFO": url.path, "QUERY_STRING": url.query, "REQUEST_METHOD": self.command, "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": self.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        done = subprocess.run(["git", "http-backend"], input=body, env=environment, stdout=subprocess.PIPE, check=False)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if line)
        self.answer(int(headers.get("Status", "200").split()[0]), content, headers.get("Content-Type", "text/plain"))


# --- The runner.

class Done:
    def __init__(self, workspace):
        self.workspace, self.ok, self.log, self.outputs, self.summary, self.steps = workspace, True, "", {}, "", {}


class Runner:
    """A repository owner/repo and the machines of its jobs, all below the folder `root`."""

    WATCHED = ("git", "curl", "jq", "base64", "sha256sum", "xargs", "sed", "grep")

    def __init__(self, root, action, token):
        self.root, self.action, self.token = pathlib.Path(root), pathlib.Path(action), token
        self.caches, self.jobs, self.lock = [], 0, threading.Lock()
        for name in ("home", "shims", "cache", "jobs", "server", "artifacts"):
            (self.root / name).mkdir()
        self.arguments = self.root / "arguments"
        self.arguments.touch()
        for name in self.WATCHED:
            real = shutil.which(name)
            (self.root / "shims" / name).write_text(
                f'#!/bin/sh\nprintf \'%s\\n\' "{name} $*" >>"{self.arguments}"\nexec {real} "$@"\n', "utf-8")
            (self.root / "shims" / name).chmod(0o755)
        self.origin = self.root / "server" / "owner" / "repo.git"
        subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(self.origin)], check=True)
        self.server = Server(self.root / "server", token)

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def job(self, inputs, branch="main", pull=None, base="main", fork=False, actor="somebody", env=None, prepare=None):
        with self.lock:
            self.jobs += 1
            number = self.jobs
        folder = self.root / "jobs" / str(number)
        workspace = folder / "workspace"
        for name in ("workspace", "temp"):
            (folder / name).mkdir(parents=True)
        if prepare:
            prepare(workspace)
        event = {}
        if pull:
            source = "stranger/repo" if fork else "owner/repo"
            event = {"pull_request": {"number": pull, "head": {"sha": f"{number:040x}", "repo": {"full_name": source}}}}
        (folder / "event.json").write_text(json.dumps(event), "utf-8")
        environment = {
            "PATH": f"{self.root / 'shims'}:{os.environ['PATH']}", "HOME": str(self.root / "home"), "LANG": "C.UTF-8",
            "TMPDIR": str(folder / "temp"), "RUNNER_TEMP": str(folder / "temp"), "CI": "true", "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(workspace), "GITHUB_EVENT_PATH": str(folder / "event.json"),
            "GITHUB_EVENT_NAME": "pull_request" if pull else "push", "GITHUB_ACTOR": actor,
            "GITHUB_REPOSITORY": "owner/repo", "GITHUB_SHA": f"{number + 1000:040x}",
            "GITHUB_REF": f"refs/pull/{pull}/merge" if pull else f"refs/heads/{branch}",
            "GITHUB_REF_NAME": f"{pull}/merge" if pull else branch,
            "GITHUB_HEAD_REF": branch if pull else "", "GITHUB_BASE_REF": base if pull else "",
            "GITHUB_RUN_ID": str(5000 + number), "GITHUB_RUN_ATTEMPT": "1", "GITHUB_JOB": "gate",
            "GITHUB_SERVER_URL": self.server.address, "GITHUB_API_URL": self.server.address + "/api/v3",
            "GITHUB_ACTION_PATH": str(self.action),
        }
        environment.update(env or {})
        return _Job(self, folder, environment, event, inputs).run()

    def restore_cache(self, job, path, key, prefixes):
        visible = [job.environment["GITHUB_REF"]]
        if job.environment["GITHUB_BASE_REF"]:
            visible.append("refs/heads/" + job.environment["GITHUB_BASE_REF"])
        visible.append("refs/heads/main")
        for scope in visible:
            for prefix in [key, *prefixes]:
                for entry in reversed(self.caches):
                    hit = entry["key"] == prefix if prefix == key else entry["key"].startswith(prefix)
                    if entry["scope"] == scope and entry["path"] == path and hit:
                        shutil.copytree(entry["folder"], job.path(path), dirs_exist_ok=True)
                        return entry["key"]
        return ""

    def save_cache(self, job, path, key):
        scope = job.environment["GITHUB_REF"]
        if not job.path(path).exists() or any((entry["key"], entry["scope"]) == (key, scope) for entry in self.caches):
            return
        folder = self.root / "cache" / str(len(self.caches))
        shutil.copytree(job.path(path), folder)
        self.caches.append({"scope": scope, "path": path, "key": key, "folder": folder})


class _Job:
    def __init__(self, runner, folder, environment, event, inputs):
        self.runner, self.folder, self.environment, self.event = runner, folder, environment, event
        self.action = parse_yaml((runner.action / "action.yml").read_text("utf-8"))
        unknown = set(inputs) - set(self.action["inputs"])
        if unknown:
            raise ValueError(f"no such input: {unknown}")
        self.done = Done(folder / "workspace")
        self.inputs = {}
        defaults = {name: self.fill(each["default"]) for name, each in self.action["inputs"].items()}
        self.inputs = {**defaults, **inputs}

    def path(self, path):
        return self.folder / "workspace" / path

    def look_up(self, name):
        if name == "github.token":
            return self.runner.token
        parts = name.split(".")
        if parts[0] == "github" and parts[1] != "event":
            variable = "GITHUB_" + parts[1].upper()
            if variable not in self.environment:
                raise ValueError(f"unknown: {name}")
            return self.environment[variable]
        place = {"inputs": self.inputs, "steps": self.done.steps, "github": {"event": self.event}}[parts[0]]
        if parts[0] == "inputs" and parts[1] not in self.action["inputs"]:
            raise ValueError(f"unknown: {name}")
        if parts[0] == "steps" and parts[1] not in {step.get("id") for step in self.action["runs"]["steps"]}:
            raise ValueError(f"unknown: {name}")
        for part in parts[1:]:
            place = place.get(part, "") if isinstance(place, dict) else ""
        return place

    def evaluate(self, text):
        return Expression(text, self.look_up, self.done.ok).value()

    def fill(self, text):
        return re.sub(r"\$\{\{(.*?)\}\}", lambda match: str(self.evaluate(match[1])), text)

    def run(self):
        for step in self.action["runs"]["steps"]:
            condition = step.get("if", "success()")
            wanted = self.evaluate(condition)
            if not re.search(r"\b(always|success|failure)\(\)", condition):
                wanted = wanted and self.done.ok
            outcome, outputs = "skipped", {}
            if wanted:
                self.done.log += f"== {step['name']}\n"
                ok, outputs = self.use(step) if "uses" in step else self.execute(step)
                outcome = "success" if ok else "failure"
                self.done.ok = self.done.ok and ok
            if "id" in step:
                self.done.steps[step["id"]] = {"outcome": outcome, "outputs": outputs}
        self.done.outputs = {name: self.fill(each["value"]) for name, each in self.action["outputs"].items()}
        summary = self.folder / "summary"
        self.done.summary = summary.read_text("utf-8") if summary.exists() else ""
        return self.done

    def execute(self, step):
        if "${{" in step["run"]:
            raise ValueError("an expression within a script")
        script = self.folder / "step.sh"
        script.write_text(step["run"], "utf-8")
        output = self.folder / "output"
        output.write_text("", "utf-8")
        environment = {**self.environment, **{name: self.fill(value) for name, value in step.get("env", {}).items()},
                       "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
                       "GITHUB_ENV": str(self.folder / "env")}
        done = subprocess.run(["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)], env=environment, check=False,
                              cwd=self.folder / "workspace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        self.done.log += done.stdout.decode("utf-8", "replace")
        return done.returncode == 0, self.read_outputs(output.read_text("utf-8"))

    @staticmethod
    def read_outputs(text):
        outputs, lines = {}, iter(text.splitlines())
        for line in lines:
            if match := re.fullmatch(r"([\w-]+)<<(\S+)", line):
                value = []
                while (line := next(lines)) != match[2]:
                    value.append(line)
                outputs[match[1]] = "\n".join(value)
            else:
                name, equals, value = line.partition("=")
                if not equals:
                    raise ValueError(f"no output: {line!r}")
                outputs[name] = value
        return outputs

    def use(self, step):
        given = {name: self.fill(value) for name, value in step["with"].items()}
        if fnmatch.fnmatch(step["uses"], "actions/cache/restore@v*"):
            prefixes = [line for line in given.get("restore-keys", "").splitlines() if line]
            matched = self.runner.restore_cache(self, given["path"], given["key"], prefixes)
            return True, {"cache-hit": "true" if matched == given["key"] else "false" if matched else ""}
        if fnmatch.fnmatch(step["uses"], "actions/cache/save@v*"):
            self.runner.save_cache(self, given["path"], given["key"])
            return True, {}
        if fnmatch.fnmatch(step["uses"], "actions/upload-artifact@v*"):
            if self.path(given["path"]).exists():
                place = self.runner.root / "artifacts" / self.folder.name / given["name"]
                shutil.copytree(self.path(given["path"]), place)
            return True, {}
        raise ValueError(f"not known: {step['uses']}")
