"""The whole schema is what schema.sql says, so that each change of it shows in review.

After a change that is meant: FLORIN_WRITE_EXPECTED=1 scripts/test tests/permissions, then read the
difference before committing it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path

from sql_tooling.outside_tools import dump_schema

from local.pg_install import DEFAULT_VERSION
from local.testbed.databases import Databases

EXPECTED = Path(__file__).with_name("schema.sql")

# Which minor version wrote it, and the settings that versions differ in, say nothing of the schema.
VERSIONS = re.compile(r"^(-- Dumped (from|by) .*|SET .*;|\\(un)?restrict .*)\n", re.MULTILINE)
# The name above each object is in the statement below it.
HEADINGS = re.compile(r"^--\n-- .*\n--\n", re.MULTILINE)
# What a function does is read in its own file under sql/rpc; here it is enough that it changed.
BODIES = re.compile(r"\bAS (\$\w*\$)(.*?)\1;", re.DOTALL)


def normalised(dumped: str) -> str:
    dumped = BODIES.sub(lambda found: f"AS '{_digest(found[2])}';", dumped)
    return re.sub(r"\n{2,}", "\n\n", HEADINGS.sub("", VERSIONS.sub("", dumped))).strip() + "\n"


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:16]


def test_schema_is_the_expected(databases_on: Callable[[int], Databases]) -> None:
    """On one version of Postgres, since each writes some things in a way of its own; and of a new
    database, into which no test wrote."""
    databases = databases_on(DEFAULT_VERSION)
    database = databases.clone()
    try:
        dumped = normalised(dump_schema(database.server, database.name))
    finally:
        databases.drop(database)
    if os.environ.get("FLORIN_WRITE_EXPECTED"):
        EXPECTED.write_text(dumped)
    assert dumped.splitlines() == EXPECTED.read_text().splitlines()
