"""Validates JSON documents with jsonschema. Usage: check_schema.py SCHEMA FILE...

Prints a line a finding: the file, where in it, and what is wrong. Exits with 0 whenever the schema
itself is one.
"""

import json
import pathlib
import sys

import jsonschema


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    schema, *documents = (json.loads(pathlib.Path(path).read_text("utf-8")) for path in sys.argv[1:])
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for path, document in zip(sys.argv[2:], documents):
        for error in validator.iter_errors(document):
            print(f"{pathlib.Path(path).name}: {error.json_path}: {error.message[:300]}")


if __name__ == "__main__":
    main()
