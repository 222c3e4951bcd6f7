"""What is called in the database, and whether all of it is there.

A service may start before the migrations that it needs were applied. It is told by the functions
that its calls name, which are read from the calls themselves: there is no second list to keep.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from types import CodeType
from typing import Any

import psycopg

log = logging.getLogger(__name__)

_CALLED = re.compile(r"\bapi\.([a-z0-9_]+)\s*\(")
_PARAMETER = re.compile(r"\$\d+")

# Of these functions those that are not there, or take another number of arguments.
_MISSING = """
select n.name
from unnest($1::text[], $2::integer[]) as n (name, arguments)
where not exists (
  select from pg_catalog.pg_proc as p
  join pg_catalog.pg_namespace as s on s.oid = p.pronamespace
  where s.nspname = 'api'
    and p.proname = n.name
    and n.arguments between p.pronargs - p.pronargdefaults and p.pronargs
)
order by n.name
"""


class Schema:
    """`missing` are the functions of schema `api` that the last look did not find."""

    def __init__(self, caller: type) -> None:
        self._called = functions_called(caller)
        self.missing: tuple[str, ...] = ()

    async def look(self, connection: psycopg.AsyncConnection[Any]) -> None:
        """One round trip over a connection whose placeholders are $1. Raises psycopg.Error."""
        cursor = await connection.execute(
            _MISSING, (list(self._called), list(self._called.values()))
        )
        missing = tuple(name for (name,) in await cursor.fetchall())
        if missing and missing != self.missing:
            log.error("apply the migrations: missing are api.%s", ", api.".join(missing))
        self.missing = missing


def functions_called(caller: type) -> dict[str, int]:
    """The functions of schema `api` in the statements of a class's methods, each with the number
    of its arguments."""
    found = {}
    for method in _methods(caller):
        for statement in _statements(method.__code__):
            for name in _CALLED.findall(statement):
                found[name] = len(set(_PARAMETER.findall(statement)))
    return dict(sorted(found.items()))


def _methods(caller: type) -> Iterator[Any]:
    for kind in caller.__mro__:
        for member in vars(kind).values():
            if hasattr(member, "__code__"):
                yield member


def _statements(code: CodeType) -> Iterator[str]:
    """Not the docstrings, which begin with a capital."""
    for constant in code.co_consts:
        if isinstance(constant, str) and constant.startswith("select "):
            yield constant
        elif isinstance(constant, CodeType):
            yield from _statements(constant)
