"""Walks every table, view and function as each kind of caller, and says what came of it.

Everything runs in transactions that are rolled back, so that no step sees the one before it.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from permissions.people import NOBODY, Person, account_tables
from permissions.privileges import EVERY_SCHEMA, SCHEMAS
from permissions.walk_arguments import value, variants
from psycopg import sql

RELATIONS = """
select case c.relkind when 'v' then 'view' when 'm' then 'view' else 'table' end,
  c.oid::regclass::text, array_agg(a.attname::text order by a.attnum),
  -- An identity is refused before rights are looked at.
  (array_agg(a.attname::text order by a.attnum) filter (where a.attidentity = ''))[1]
from pg_catalog.pg_class as c
join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind = any('{r,p,v,m,f}') and c.relnamespace::regnamespace::text = any(%s)
group by c.oid
order by 2
"""
FUNCTIONS = """
select f.oid::regprocedure::text, f.oid::regproc::text,
  coalesce(f.proargnames, '{}')::text[],
  array(select format_type(t, null) from unnest(f.proargtypes) with ordinality as u (t, n)
    order by n)
from pg_catalog.pg_proc as f
where f.pronamespace::regnamespace::text = any(%s)
order by 1
"""
# Whose a row of the queue is: its tables are the library's, and know no accounts.
QUEUED = {
    "queue.procrastinate_jobs": sql.SQL("(t.args ->> 'account_id')::uuid"),
    "queue.procrastinate_events": sql.SQL(
        "(select (q.args ->> 'account_id')::uuid from queue.procrastinate_jobs as q "
        "where q.id = t.job_id)"
    ),
}


@dataclass(frozen=True)
class Walker:
    """`person` and `other` are whose ids are "own" and "foreign". Nobody is signed in as anon or
    with the secret key: their ids are all foreign."""

    name: str
    role: str
    claims: dict[str, Any]
    person: Person | None
    other: Person
    others: tuple[Person, ...]


class Walk:
    """Over one database, as its superuser, who becomes each walker in turn."""

    def __init__(self, superuser: psycopg.Connection, walkers: list[Walker]) -> None:
        self.connection = superuser
        self.walkers = walkers
        self.accounts = account_tables(superuser)
        # Fingerprints are taken a thousand times: starting helpers would be most of the time.
        superuser.execute("set max_parallel_workers_per_gather = 0")
        # So that every name is told with its schema.
        superuser.execute("set search_path = ''")
        # (walker, object) for every answer in which somebody else's id or text was seen.
        self.leaks: set[tuple[str, str]] = set()
        # The same for every call after which somebody else's rows were not what they had been.
        self.changes: set[tuple[str, str]] = set()

    def relations(self) -> list[str]:
        """`table name: read outcome roles | …; write outcome roles`."""
        found = self.connection.execute(RELATIONS, [list(EVERY_SCHEMA)]).fetchall()
        return [self._relation(*row) for row in found]

    def functions(self) -> list[str]:
        found = self.connection.execute(FUNCTIONS, [list(EVERY_SCHEMA)]).fetchall()
        return [
            f"call {signature}: " + self._by_outcome(lambda w, row=row: self._calls(w, *row))  # type: ignore[misc]
            for row in found
            for signature in row[:1]
        ]

    def _relation(self, kind: str, name: str, columns: list[str], written: str) -> str:
        reads = self._by_outcome(lambda walker: self._read(walker, name, columns))
        writes = self._by_outcome(lambda walker: self._write(walker, kind, name, written))
        return f"{kind} {name}: read {reads}; write {writes}"

    def _by_outcome(self, outcome: Callable[[Walker], str]) -> str:
        grouped: dict[str, list[str]] = {}
        for walker in self.walkers:
            grouped.setdefault(outcome(walker), []).append(walker.name)
        if len(grouped) == 1:
            return f"{next(iter(grouped))} everybody"
        return " | ".join(f"{found} {' '.join(names)}" for found, names in grouped.items())

    def _read(self, walker: Walker, name: str, columns: list[str]) -> str:
        relation = sql.Identifier(*name.split("."))
        readable = self._readable(walker, name, columns)
        listed = sql.SQL(", ").join(map(sql.Identifier, readable)) if readable else sql.SQL("*")
        query = sql.SQL("select to_jsonb(t)::text from (select {} from {}) as t")
        with self._as(walker):
            try:
                found = self.connection.execute(query.format(listed, relation)).fetchall()
            except psycopg.Error as error:
                return str(error.sqlstate)
        self._look(walker, name, "\n".join(row[0] for row in found))
        count = self.connection.execute(sql.SQL("select count(*) from {}").format(relation))
        (every,) = count.fetchone() or (0,)
        some = "own" if "account_id" in columns or name in self.accounts else "part"
        rows = "all" if len(found) == every else some if found else "nothing"
        return rows if readable == columns else f"{rows} of some columns"

    def _readable(self, walker: Walker, name: str, columns: list[str]) -> list[str]:
        found = self.connection.execute(
            "select c from unnest(%s::text[]) with ordinality as u (c, n) "
            "where has_column_privilege(%s, %s, c, 'select') order by n",
            [columns, walker.role, name],
        )
        return [row[0] for row in found]

    def _write(self, walker: Walker, kind: str, name: str, column: str) -> str:
        relation, first = sql.Identifier(*name.split(".")), sql.Identifier(column)
        statements = {
            "insert": sql.SQL("insert into {} default values").format(relation),
            "update": sql.SQL("update {} set {} = {}").format(relation, first, first),
            "delete": sql.SQL("delete from {}").format(relation),
        }
        if kind == "table":
            statements["truncate"] = sql.SQL("truncate {}").format(relation)
        found = {what: self._try(walker, query) for what, query in statements.items()}
        if len(set(found.values())) == 1:
            return found["insert"]
        return ", ".join(f"{what} {outcome}" for what, outcome in found.items())

    def _try(self, walker: Walker, query: sql.Composed) -> str:
        with self._as(walker):
            try:
                self.connection.execute(query)
            except psycopg.Error as error:
                return str(error.sqlstate)
        return "ok"

    def _calls(
        self, walker: Walker, signature: str, name: str, names: list[str], types: list[str]
    ) -> str:
        names = names[: len(types)]
        outcomes = {"null": self._call(walker, signature, name, types, [None] * len(types))}
        # What the platform's own functions do with arguments is the platform's.
        ours = name.partition(".")[0] in SCHEMAS
        if names and ours and self._may_call(walker, signature):
            for variant, ids in variants(walker.person, walker.other, names).items():
                given = [ids[n] if n in ids else value(name, n) for n in names]
                outcomes[variant] = self._call(walker, signature, name, types, given)
        if len(set(outcomes.values())) == 1:
            return outcomes["null"]
        return ", ".join(f"{variant} {outcome}" for variant, outcome in outcomes.items())

    def _may_call(self, walker: Walker, signature: str) -> bool:
        row = self.connection.execute(
            "select has_function_privilege(%s, %s, 'execute')", [walker.role, signature]
        ).fetchone()
        return row == (True,)

    def _call(
        self, walker: Walker, signature: str, name: str, types: list[str], given: list[Any]
    ) -> str:
        """`ok`, or the SQLSTATE; with what it showed or changed of others."""
        arguments = sql.SQL(", ").join(
            sql.SQL("{}::{}").format(sql.Literal(value), sql.SQL(kind))  # type: ignore[arg-type]
            for value, kind in zip(given, types, strict=True)
        )
        query = sql.SQL("select ({}({}))::text").format(sql.Identifier(*name.split(".")), arguments)
        with self.connection.transaction(force_rollback=True):
            before = self._rows_of_others(walker)
            try:
                with self._as(walker, keep=True):
                    found = self.connection.execute(query).fetchall()
            except psycopg.Error as error:
                self._look(walker, signature, f"{error} {error.diag.message_detail}", given)
                return str(error.sqlstate)
            after = self._rows_of_others(walker)
        said = "ok"
        if self._look(walker, signature, "\n".join(str(row[0]) for row in found)):
            said += " sees-others"
        if before["others"] != after["others"]:
            self.changes.add((walker.name, signature))
            said += " changes-others"
        if before["nobody"] != after["nobody"]:
            self.changes.add((walker.name, signature))
            said += " changes-nobody's"
        return said

    def _look(self, walker: Walker, what: str, text: str, given: Sequence[Any] = ()) -> bool:
        """Whether it shows anything of others. A refusal may repeat what was given."""
        for repeated in filter(None, given):
            text = text.replace(str(repeated), "")
        seen = any(other.shows_in(text) for other in walker.others)
        if seen:
            self.leaks.add((walker.name, what))
        return seen

    def _rows_of_others(self, walker: Walker) -> dict[str, list[str]]:
        """Fingerprints of each table: of other accounts' rows, and of those of no account, such
        as the catalogue's."""
        own = walker.person.account_ids if walker.person else []
        parts = [
            part
            for kind, name, *_ in self.connection.execute(RELATIONS, [list(SCHEMAS)]).fetchall()
            if kind == "table"
            for part in self._fingerprints(name)
        ]
        rows = self.connection.execute(
            sql.SQL(" union all ").join(parts), {"own": own, "nobody": NOBODY}
        )
        found: dict[str, list[str]] = {"others": [], "nobody": []}
        for whose, fingerprint in rows:
            found[whose].append(fingerprint)
        return {whose: sorted(fingerprints) for whose, fingerprints in found.items()}

    def _fingerprints(self, name: str) -> list[sql.Composed]:
        owner: sql.Composable | None = QUEUED.get(name)
        if name in self.accounts:
            owner = sql.SQL("t.{}").format(sql.Identifier(self.accounts[name]))
        whose: dict[str, sql.Composable] = {"nobody": sql.SQL("true")}
        if owner:
            whose = {
                "nobody": sql.SQL("coalesce({} = %(nobody)s, true)").format(owner),
                "others": sql.SQL("{0} <> all(%(own)s) and {0} <> %(nobody)s").format(owner),
            }
        return [
            sql.SQL(
                "select {}, {} || coalesce(md5(string_agg(t::text, ' ' order by t::text)), '') "
                "from {} as t where {}"
            ).format(
                sql.Literal(what), sql.Literal(name), sql.Identifier(*name.split(".")), condition
            )
            for what, condition in whose.items()
        ]

    @contextmanager
    def _as(self, walker: Walker, *, keep: bool = False) -> Iterator[None]:
        """As PostgREST does it. What is done is undone, unless `keep`: then by who asks."""
        with self.connection.transaction(force_rollback=not keep):
            given = json.dumps({"role": walker.role, **walker.claims})
            self.connection.execute("select set_config('request.jwt.claims', %s, true)", [given])
            self.connection.execute(
                sql.SQL("set local role {}").format(sql.Identifier(walker.role))
            )
            yield
            if keep:
                self.connection.execute("reset role")


def signed_in(
    person: Person, others: tuple[Person, ...], name: str | None = None, **claims: object
) -> Walker:
    """A user with a token of their own; the first of `others` is whose ids they try."""
    given = {"sub": str(person.user_id), **claims}
    return Walker(name or person.name, "authenticated", given, person, others[0], others)


def not_signed_in(name: str, role: str, others: tuple[Person, ...]) -> Walker:
    return Walker(name, role, {}, None, others[0], others)
