"""What action.yml and the scripts of ci/ do, with a stand-in for streamgauge or the real one.

    scripts/ci-test              the stand-in, fake-streamgauge
    scripts/ci-test BINARY       the real one, on its emulator; what wants a regression at will is left out

Jobs run on this machine as on GitHub's: see runner.py.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from runner import Runner, parse_yaml

HERE = pathlib.Path(__file__).resolve().parent
ACTION = HERE.parent.parent
FAKE = HERE / "fake-streamgauge"
BINARY = pathlib.Path(os.environ.get("STREAMGAUGE") or FAKE).resolve()
IS_FAKE = BINARY == FAKE
KEY = "sk-a-key-that-nobody-may-see-4711"
TOKEN = "ghs_a_token_that_nobody_may_see_0815"
FAILS = "\n--assert 'ttft.p50 < 0.001ms'"
of_fake = unittest.skipUnless(IS_FAKE, "the emulator cannot be told to get slower at will")


def measure(more="", **inputs):
    """Inputs of a gate that measures something small."""
    given = {"streamgauge": "", "arguments": more}
    if IS_FAKE:
        given["base-url"] = "http://127.0.0.1:9/v1"
    else:
        given["arguments"] = ("--emulator --modes streaming --requests 60 --concurrency 10 --emulator-ttft 10\n"
                              "--emulator-gap 1 --emulator-tokens 8 --confirm 0 " + more)
    return {**given, **inputs}


class Case(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="streamgauge-ci-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.runner = Runner(self.folder, ACTION, TOKEN)
        self.addCleanup(self.runner.close)
        self.server = self.runner.server
        self.calls = self.folder / "calls"
        self.calls.touch()
        # Writes down how it is called, and whether what it must not see is in its environment.
        self.binary = self.folder / "streamgauge"
        self.binary.write_text(
            '#!/bin/bash\nline="streamgauge$(printf " [%s]" "$@")"\n'
            f'echo "$line" >>"{self.runner.arguments}"\n'
            f'[ "$1" = --version ] || echo "$line key=${{OPENAI_API_KEY:+yes}} token=${{GITHUB_TOKEN:-}}${{HISTORY_TOKEN:-}}" >>"{self.calls}"\n'
            f'exec "{BINARY}" "$@"\n', "utf-8")
        self.binary.chmod(0o755)

    def gate(self, inputs=None, env=None, **job):
        inputs = {**(inputs or measure())}
        if not inputs.get("streamgauge"):
            inputs["streamgauge"] = str(self.binary)
        done = self.runner.job(inputs, env={"OPENAI_API_KEY": KEY, **(env or {})}, **job)
        if "exit_code" in done.outputs and done.steps["gate"]["outcome"] != "skipped":
            # The job fails exactly where the gate did.
            if done.outputs["exit_code"] == "0":
                self.assertEqual(done.steps["gate"]["outcome"], "success", done.log)
            else:
                self.assertFalse(done.ok, done.log)
        return done

    def called(self):
        return self.calls.read_text("utf-8").splitlines()

    def origin(self, *arguments):
        return subprocess.run(["git", "-C", str(self.runner.origin), *arguments], check=True, stdout=subprocess.PIPE).stdout.decode()

    def kept(self, branch="streamgauge-history"):
        return self.origin("ls-tree", "-r", "--name-only", branch).split()


class HistoryTests(Case):
    def test_a_run_sees_the_history_of_those_before(self):
        first = self.gate()
        self.assertTrue(first.ok, first.log)
        self.assertEqual(len(self.kept()), 1)
        self.assertIn("no branch 'streamgauge-history' yet", first.log)
        second = self.gate()
        self.assertIn("history: 1 runs and 0 marks", second.log)
        names = sorted(file.name for file in (second.workspace / ".streamgauge/history/runs").iterdir())
        self.assertEqual(names, sorted(pathlib.Path(path).name for path in self.kept()))
        self.assertEqual(len(names), 2)
        self.assertTrue(all(re.fullmatch(r"runs/[^/]+\.json", path) for path in self.kept()))

    def test_a_failing_gate_fails_the_job_and_is_kept(self):
        done = self.gate(measure(FAILS))
        self.assertFalse(done.ok)
        self.assertEqual(done.outputs["exit_code"], "2", done.log)
        self.assertNotIn(done.outputs["verdict"], ("", "none"))
        self.assertEqual(len(self.kept()), 1)
        self.assertIn("::error", done.log)
        self.assertTrue((self.folder / "artifacts/1/streamgauge-gate/gate.md").exists())

    @of_fake
    def test_a_pull_request_is_held_against_its_base_branch(self):
        self.gate()
        slower = self.gate(branch="topic", pull=7, env={"FAKE_TTFT": "120"})
        self.assertEqual((slower.outputs["verdict"], slower.outputs["exit_code"]), ("regression", "3"))
        self.assertEqual(slower.outputs["worst_metric"], "ttft.p50")
        self.assertEqual(len(self.kept()), 2)
        self.assertIn("regression", slower.summary)
        self.assertTrue(self.gate(measure("--advisory"), branch="topic", pull=7, env={"FAKE_TTFT": "120"}).ok)

    def test_jobs_at_the_same_time_lose_nothing(self):
        def both(number):
            return self.gate(branch=f"topic-{number}", pull=number)

        with concurrent.futures.ThreadPoolExecutor(4 if IS_FAKE else 2) as pool:
            done = list(pool.map(both, range(1, 5)))
        for job in done:
            self.assertEqual(job.outputs["exit_code"], "0", job.log)
            self.assertIn("1 new in branch", job.log)
        self.assertEqual(len(self.kept()), 4)
        self.assertEqual(len(self.origin("log", "--oneline", "streamgauge-history").splitlines()), 4)

    def test_what_was_pruned_stays_away(self):
        self.gate()
        self.gate()
        clone = self.folder / "clone"
        subprocess.run(["git", "clone", "--quiet", "--branch", "streamgauge-history", str(self.runner.origin), str(clone)], check=True)
        gone = self.kept()[0]
        script = f"git rm --quiet {gone} && git -c user.name=a -c user.email=a@b commit --quiet -m prune && git push --quiet origin HEAD"
        subprocess.run(["bash", "-c", script], cwd=clone, check=True)
        done = self.gate()
        self.assertEqual(len(self.kept()), 2)
        self.assertNotIn(gone, self.kept())
        self.assertIn("history: 1 runs", done.log)

    def test_a_history_that_cannot_be_read_is_no_empty_one(self):
        self.gate()
        before = len(self.called())
        self.server.may_read = False
        done = self.gate()
        self.assertFalse(done.ok)
        self.assertIn("could not be read", done.log)
        self.assertEqual(len(self.called()), before)

    def test_a_branch_that_may_not_be_written_is_an_error(self):
        self.server.may_push = False
        done = self.gate()
        self.assertFalse(done.ok)
        self.assertIn("permissions: contents: write", done.log)
        self.assertNotIn("try 2", done.log)

    def test_a_cache_holds_the_base_branch_and_the_pull_request(self):
        inputs = measure(history="cache")
        self.gate(inputs, branch="main-2")
        self.gate(inputs)
        first = self.gate(inputs, branch="topic", pull=7)
        self.assertEqual(len(list((first.workspace / ".streamgauge/history/runs").iterdir())), 2)
        self.gate(inputs)
        second = self.gate(inputs, branch="topic", pull=7)
        self.assertEqual(len(list((second.workspace / ".streamgauge/history/runs").iterdir())), 4)
        self.assertEqual(self.origin("branch", "--list"), "")

    def test_keys_of_a_cache_differ_where_branches_do(self):
        def keys(branch):
            done = self.gate(measure(history="none", command="nothing"), branch=branch)
            return done.steps["scope"]["outputs"]["own_prefix"]

        prefixes = [keys(branch) for branch in ("a,b", "a_b", "a/b", "ä", "a")]
        for one in prefixes:
            self.assertRegex(one, r"^[A-Za-z0-9._-]+$")
            self.assertEqual([other for other in prefixes if other.startswith(one)], [one])

    def test_without_a_history_the_workflow_brings_it(self):
        def bring(workspace):
            (workspace / ".streamgauge/history/runs").mkdir(parents=True)

        done = self.gate(measure(history="none"), prepare=bring)
        self.assertEqual(len(list((done.workspace / ".streamgauge/history/runs").iterdir())), 1)
        self.assertEqual((self.origin("branch", "--list"), self.runner.caches), ("", []))


class CommentTests(Case):
    def test_a_comment_is_made_once_and_changed_with_the_verdict(self):
        first = self.gate(branch="topic", pull=7)
        self.assertEqual(self.server.writes, ["POST"], first.log)
        body = self.server.comments[0]["body"]
        self.assertTrue(body.startswith(f"<!-- streamgauge-gate verdict={first.outputs['verdict']} -->\n"), body)
        second = self.gate(branch="topic", pull=7)
        self.assertEqual(second.outputs["verdict"], first.outputs["verdict"])
        self.assertEqual(self.server.writes, ["POST"], second.log)
        self.assertEqual(self.server.comments[0]["body"], body)
        third = self.gate(measure(FAILS), branch="topic", pull=7)
        self.assertNotEqual(third.outputs["verdict"], first.outputs["verdict"])
        self.assertEqual(self.server.writes, ["POST", "PATCH"], third.log)
        self.assertEqual(len(self.server.comments), 1)
        self.assertIn(f"verdict={third.outputs['verdict']} ", self.server.comments[0]["body"])
        self.assertIn("/actions/runs/5003", self.server.comments[0]["body"])
        self.gate(measure(FAILS), branch="topic", pull=7)
        self.assertEqual(self.server.writes, ["POST", "PATCH"])

    def test_a_push_makes_no_comment(self):
        self.gate()
        self.gate(measure(comment="false"), branch="topic", pull=7)
        self.assertEqual(self.server.writes, [])

    def test_comments_of_others_are_left_alone(self):
        for number in range(105):
            self.server.add(7, "stranger", f"<!-- streamgauge-gate verdict=ok --> {number}")
        self.gate(branch="topic", pull=7)
        self.gate(branch="topic", pull=7)
        self.assertEqual(self.server.writes, ["POST"])
        self.assertEqual(len(self.server.comments), 106)

    def test_gates_of_two_names_have_two_comments(self):
        for _ in range(2):
            for name in ("", "short", "long"):
                done = self.gate(measure(name=name), branch="topic", pull=7)
        self.assertEqual(self.server.writes, ["POST"] * 3)
        self.assertTrue((done.workspace / "reports/gate-long/gate.md").exists())

    def test_no_permission_to_comment_is_a_warning(self):
        self.server.may_comment = False
        done = self.gate(branch="topic", pull=7)
        self.assertTrue(done.ok, done.log)
        self.assertIn("::warning title=streamgauge::the comment could not be made", done.log)

    @of_fake
    def test_a_long_page_is_cut(self):
        script = (ACTION / "ci/comment.sh").as_posix()
        page = self.folder / "gate.md"
        page.write_text("<!-- streamgauge-gate verdict=ok -->\n" + "ü" * 70_000, "utf-8")
        subprocess.run([script], check=True, stdout=subprocess.DEVNULL, env={
            "PATH": os.environ["PATH"], "GITHUB_TOKEN": TOKEN, "PULL_NUMBER": "7", "GATE_RESULTS": str(self.folder), "LANG": "C.UTF-8",
            "GITHUB_API_URL": self.server.address + "/api/v3", "GITHUB_REPOSITORY": "owner/repo", "GITHUB_SERVER_URL": self.server.address})
        self.assertLess(len(self.server.comments[0]["body"]), 65_536)


class ForkTests(Case):
    def test_a_fork_without_secrets_is_skipped(self):
        for more, inputs in (({"OPENAI_API_KEY": ""}, {"base-url": "http://127.0.0.1:9/v1"}), ({}, {"base-url": ""}),
                             ({"OPENAI_API_KEY": ""}, {"base-url": "", "arguments": "--base-url="})):
            done = self.gate({**inputs, "streamgauge": ""}, branch="topic", pull=7, fork=True, env=more)
            self.assertTrue(done.ok, done.log)
            self.assertEqual((done.outputs["verdict"], done.outputs["exit_code"]), ("skipped", "0"))
            self.assertIn("::notice title=streamgauge::skipped, since secrets are not given to forks", done.log)
            self.assertIn("skipped, since secrets are not given to forks", done.summary)
        self.assertEqual((self.called(), self.server.writes, self.origin("branch", "--list")), ([], [], ""))

    def test_dependabot_is_as_a_fork(self):
        done = self.gate({"base-url": "http://127.0.0.1:9/v1"}, branch="topic", pull=7, actor="dependabot[bot]", env={"OPENAI_API_KEY": ""})
        self.assertEqual(done.outputs["verdict"], "skipped")

    def test_a_fork_that_needs_no_secret_is_measured(self):
        self.server.may_push = self.server.may_comment = False
        done = self.gate(measure(**{"needs-key": "false"}), branch="topic", pull=7, fork=True, env={"OPENAI_API_KEY": ""})
        self.assertTrue(done.ok, done.log)
        self.assertEqual(len(self.called()), 1)
        self.assertIn("a job of a fork or of Dependabot may not write", done.log)

    def test_no_address_at_all_is_an_error(self):
        done = self.gate({"base-url": ""})
        self.assertFalse(done.ok)
        self.assertIn("::error title=streamgauge::no address", done.log)
        self.assertEqual(self.called(), [])

    @of_fake
    def test_a_plan_may_have_the_address(self):
        def plan(workspace):
            (workspace / "a plan.yaml").write_text("target:\n  base_url: http://127.0.0.1:9/v1\n", "utf-8")
            (workspace / "empty.yaml").write_text("target:\n  base_url:\n", "utf-8")

        done = self.gate({"plan": "'a plan.yaml'"}, prepare=plan)
        self.assertTrue(done.ok, done.log)
        self.assertIn("[gate] [run] [a plan.yaml] ", self.called()[0])
        self.assertFalse(self.gate({"plan": "empty.yaml"}, prepare=plan).ok)
        self.assertIn("there is no plan file", self.gate({"plan": "other.yaml"}, prepare=plan).log)


class SafetyTests(Case):
    def test_no_secret_is_in_a_file_a_log_or_an_argument(self):
        logs = []
        for inputs, job in ((measure(), {}), (measure(FAILS), {"branch": "topic", "pull": 7}), (measure(history="cache"), {})):
            done = self.gate(inputs, **job)
            logs.append(done.log + done.summary + json.dumps(done.outputs))
        self.server.may_push = self.server.may_comment = False
        logs.append(self.gate(branch="topic", pull=7).log)
        texts = {"logs": "".join(logs), "origin": self.origin("log", "-p", "--all"), "comments": json.dumps(self.server.comments)}
        for file in self.folder.rglob("*"):
            if file.is_file():
                texts[str(file)] = file.read_bytes().decode("utf-8", "replace")
        self.assertIn("git push", texts[str(self.runner.arguments)])
        for place, text in texts.items():
            self.assertFalse(KEY in text, place)
            self.assertFalse(TOKEN in text, place)
        for call in self.called():
            self.assertRegex(call, "key=yes token=$")

    @of_fake
    def test_inputs_are_words_and_are_never_run(self):
        evil = '$(touch gone) `touch gone`'
        arguments = "--name '" + evil + "; touch gone'\n--assert \"ttft.p50 < 300ms\" --name a\\ b"
        done = self.gate(measure(arguments, branch=evil), branch="x;touch${IFS}gone,$(touch gone)", pull=7)
        self.assertTrue(done.ok, done.log)
        self.assertFalse((done.workspace / "gone").exists())
        self.assertIn(f"[--name] [{evil}; touch gone] [--assert] [ttft.p50 < 300ms] [--name] [a b]", self.called()[0])
        self.assertIn(f"[--branch] [{evil}]", self.called()[0])
        self.assertIn("a quote is not closed", self.gate(measure("--name 'a")).log)
        self.assertIn("letters, digits", self.gate(measure(name="../a")).log)
        self.assertIn("run, ab or limits", self.gate(measure(command="serve")).log)
        self.assertIn("kept in a branch, a cache or none", self.gate(measure(history="Branch!")).log)

    @of_fake
    def test_a_run_that_dies_is_told(self):
        done = self.gate(env={"FAKE_DIES": "1"}, branch="topic", pull=7)
        self.assertFalse(done.ok)
        self.assertEqual((done.outputs["verdict"], done.outputs["exit_code"]), ("none", "134"))
        self.assertIn("nothing new", done.log)
        self.assertEqual(self.server.writes, [])

    @of_fake
    def test_a_binary_is_built_once(self):
        action = self.folder / "action"
        shutil.copytree(ACTION / "ci", action / "ci")
        shutil.copy(ACTION / "action.yml", action)
        (action / "scripts").mkdir()
        (action / "Sources").mkdir()
        (action / "Sources/main.swift").touch()
        build = action / "scripts/build"
        build.write_text(f'#!/bin/sh\necho built >>"{self.folder}/builds"\n[ -z "$OPENAI_API_KEY" ] && echo "{self.binary}"\n', "utf-8")
        build.chmod(0o755)
        self.runner.action = action

        def run():
            shutil.rmtree(self.folder / "home")
            (self.folder / "home").mkdir()
            done = self.runner.job(measure(), env={"OPENAI_API_KEY": KEY})
            self.assertTrue(done.ok, done.log)
            return (self.folder / "builds").read_text("utf-8").count("built")

        self.assertEqual((run(), run()), (1, 1))
        (action / "Sources/main.swift").write_text("// another", "utf-8")
        self.assertEqual(run(), 2)


    @of_fake
    def test_a_package_is_taken_by_its_checksum(self):
        inside = self.folder / "package/streamgauge-0-linux-amd64/bin"
        inside.mkdir(parents=True)
        shutil.copy(self.binary, inside)
        package = self.folder / "package.tar.gz"
        subprocess.run(["tar", "-czf", str(package), "-C", str(inside.parents[1]), inside.parent.name], check=True)
        checksum = hashlib.sha256(package.read_bytes()).hexdigest()

        def run(**inputs):
            return self.runner.job(measure(package=str(package), **inputs), env={"OPENAI_API_KEY": KEY})

        for wrong in ("", "0" * 64):
            done = run(**{"package-sha256": wrong})
            self.assertFalse(done.ok, done.log)
            self.assertIn("checksum", done.log)
        self.assertEqual(self.called(), [])
        done = run(**{"package-sha256": checksum})
        self.assertTrue(done.ok, done.log)
        # The second time it comes from the cache.
        package.unlink()
        done = run(**{"package-sha256": checksum})
        self.assertTrue(done.ok, done.log)


class JobTests(Case):
    """ci/job.sh, which GitLab, Jenkins and cron call."""

    def run_job(self, folder, **env):
        folder.mkdir(exist_ok=True)
        inputs = measure(env.pop("more", ""))
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder / "home"), "OPENAI_API_KEY": KEY, "STREAMGAUGE": str(self.binary),
                       "GATE_ARGUMENTS": inputs["arguments"], "GATE_BASE_URL": inputs.get("base-url", ""), **env}
        done = subprocess.run([str(ACTION / "ci/job.sh")], cwd=folder, env=environment, check=False, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        return done.returncode, done.stdout.decode()

    def test_a_workspace_that_stays(self):
        there = self.folder / "there"
        for count in (1, 2):
            code, log = self.run_job(there, HISTORY_REMOTE=str(self.runner.origin))
            self.assertEqual(code, 0, log)
            self.assertEqual(len(self.kept()), count)
        code, log = self.run_job(there, HISTORY_REMOTE=str(self.runner.origin), more=FAILS)
        self.assertEqual((code, len(self.kept())), (2, 3), log)

    def test_gitlab(self):
        self.server.token = "job-token"
        environment = {"CI_PROJECT_URL": f"{self.server.address}/owner/repo", "CI_COMMIT_REF_NAME": "main", "HISTORY_TOKEN": "job-token",
                       "HISTORY_USER": "x-access-token", "GITLAB_CI": "true"}
        code, log = self.run_job(self.folder / "a", **environment)
        self.assertEqual((code, len(self.kept())), (0, 1), log)
        merge = {"CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "2", "CI_MERGE_REQUEST_PROJECT_ID": "1"}
        code, log = self.run_job(self.folder / "b", **environment, **merge, OPENAI_API_KEY="", GATE_ARGUMENTS="")
        self.assertEqual(code, 0)
        self.assertIn("skipped, since secrets are not given to forks", log)
        self.server.may_push = False
        code, log = self.run_job(self.folder / "c", **environment)
        self.assertEqual(code, 7, log)

    def test_without_git(self):
        there = self.folder / "there"
        for count in (1, 2):
            code, log = self.run_job(there, HISTORY="none", HISTORY_DIR="past")
            self.assertEqual((code, len(list((there / "past/runs").iterdir()))), (0, count), log)


class FileTests(unittest.TestCase):
    def test_action_yml_is_read_as_others_read_it(self):
        try:
            import yaml
        except ImportError:
            self.skipTest("no PyYAML")
        text = (ACTION / "action.yml").read_text("utf-8")
        self.assertEqual(parse_yaml(text), yaml.safe_load(text))

    def test_action_yml_keeps_expressions_out_of_scripts_and_uses_every_input(self):
        text = (ACTION / "action.yml").read_text("utf-8")
        action = parse_yaml(text)
        for name in action["inputs"]:
            self.assertRegex(text, rf"inputs\.{name}\b")
        for step in action["runs"]["steps"]:
            if "run" in step:
                self.assertEqual(step["shell"], "bash")
                self.assertNotIn("${{", step["run"])
                # The key is for the two that ask for it and for the gate.
                self.assertEqual("OPENAI_API_KEY" not in step.get("env", {}), step.get("id") in ("scope", "gate"), step["name"])


if __name__ == "__main__":
    unittest.main()
