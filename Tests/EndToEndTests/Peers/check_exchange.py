"""Holds exported histories against their readers. Usage:

  check_exchange.py llmd FILE...
      Validates benchmark reports against the JSON Schema of llm-d's own package, and with its model, which also
      knows which units fit a field. Prints a line a finding.
  check_exchange.py otava CONFIG TEST BRANCH
      Has Apache Otava find the change points of a table. Prints a line each: metric, run (from 0), change in percent.
"""

import json
import os
import pathlib
import subprocess
import sys
from importlib import resources


def no_constant(word):
    raise ValueError(f"{word} is no JSON")


def llmd(paths):
    import jsonschema
    import llmd_benchmark_report as package

    schema = resources.files(package).joinpath("br_v0_2_json_schema.json")
    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text("utf-8")))
    for path in map(pathlib.Path, paths):
        report = json.loads(path.read_text("utf-8"), parse_constant=no_constant)
        findings = [f"{one.json_path}: {one.message}" for one in validator.iter_errors(report)]
        try:
            package.load_benchmark_report(report)
        except Exception as error:  # whatever its model has against it
            findings.append(" ".join(str(error).split()))
        for finding in findings:
            print(f"{path.name}: {finding[:300]}")


def otava(config, test, branch):
    # Its options stand after the command, and rows of more than a year ago are dropped without --since.
    command = [
        str(pathlib.Path(sys.executable).with_name("otava")), "analyze", test, "--branch", branch,
        "--since", "2020-01-01", "--output", "json", "--config-file", config,
    ]
    folder = pathlib.Path(config).parent
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder)}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0 or not done.stdout.strip():
        sys.exit(f"otava: {done.stdout}{done.stderr}")
    for point in json.loads(done.stdout)[test]:
        for change in point["changes"]:
            print(change["metric"], change["index"], change["forward_change_percent"])


def main():
    match sys.argv[1:]:
        case ["llmd", *paths] if paths:
            llmd(paths)
        case ["otava", config, test, branch]:
            otava(config, test, branch)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
