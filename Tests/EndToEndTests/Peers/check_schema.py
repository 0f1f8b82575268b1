"""Validates JSON documents with jsonschema. Usage: check_schema.py SCHEMA FILE...

Prints a line a finding: the file, where in it, and what is wrong. Exits with 0 whenever the schema
itself is one.
"""

import json
import pathlib
import sys

import jsonschema
import referencing


def read(path):
    return json.loads(pathlib.Path(path).read_text("utf-8"))


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    schema, *documents = (read(path) for path in sys.argv[1:])
    jsonschema.Draft202012Validator.check_schema(schema)
    # A schema may speak of those beside it, by their file names.
    beside = pathlib.Path(sys.argv[1]).parent.glob("*.schema.json")
    registry = referencing.Registry().with_resources(
        (path.name, referencing.Resource.from_contents(read(path))) for path in beside
    )
    validator = jsonschema.Draft202012Validator(schema, registry=registry)
    for path, document in zip(sys.argv[2:], documents):
        for error in validator.iter_errors(document):
            print(f"{pathlib.Path(path).name}: {error.json_path}: {error.message[:300]}")


if __name__ == "__main__":
    main()
