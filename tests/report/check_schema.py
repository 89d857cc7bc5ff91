#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""check_schema.py SCHEMA FILE...: prints where reports in JSON do not follow the schema."""

import json
import sys
from pathlib import Path

SKIPPED = 77  # the exit code that CMakeLists.txt names as SKIP_RETURN_CODE
SHOWN = 20  # violations of one file that are printed

try:
    import jsonschema
except ImportError:
    print("SKIPPED: the Python module jsonschema is missing (Debian: python3-jsonschema)", file=sys.stderr)
    sys.exit(SKIPPED)


class Bad(Exception):
    """A text that Python's module would read, but that is no good JSON."""


def _each_once(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Bad(f"a member comes twice: {[name for name, _ in pairs]}")
    return members


def _no_constant(name):
    raise Bad(f"{name} is no JSON")


def read(text):
    return json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_constant)


def validator(schema_path):
    schema = read(Path(schema_path).read_text(encoding="utf-8"))
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def violations(checker, text):
    """One line for each."""
    try:
        report = read(text)
    except (Bad, ValueError) as error:
        return [str(error)]
    return [
        f"/{'/'.join(str(part) for part in error.absolute_path)}: {error.message[:300]}"
        for error in checker.iter_errors(report)
    ]


def main(schema_path, *paths):
    checker = validator(schema_path)
    bad = 0
    for path in paths:
        found = violations(checker, Path(path).read_text(encoding="utf-8"))
        bad += bool(found)
        for line in found[:SHOWN]:
            print(f"{path}: {line}")
        if len(found) > SHOWN:
            print(f"{path}: ... and {len(found) - SHOWN} more")
    print(f"{len(paths) - bad} of {len(paths)} reports follow the schema")
    return 1 if bad else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
