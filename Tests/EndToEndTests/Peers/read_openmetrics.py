"""Reads OpenMetrics text with the parser of Prometheus' own Python client. Usage: read_openmetrics.py FILE

Prints a JSON object: the number of samples by the name of their family.
"""

import json
import pathlib
import sys

from prometheus_client.openmetrics import parser


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    text = pathlib.Path(sys.argv[1]).read_text("utf-8")
    families = parser.text_string_to_metric_families(text)
    print(json.dumps({family.name: len(family.samples) for family in families}))


if __name__ == "__main__":
    main()
