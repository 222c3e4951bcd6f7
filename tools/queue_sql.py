"""Prints the Sqitch change that makes schema `queue` from the installed procrastinate's own SQL.

`python -m tools.queue_sql > sql/rpc/deploy/queue/procrastinate.sql` wrote the first; after a
release, `python -m tools.queue_sql --since 3.10.0 --change queue/procrastinate_3_11` prints one
that brings the schema from that version to the installed one. docs/operations.md has the steps.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from importlib.resources import files

# What a running worker calls, and nothing else of the library: with the owner's rights, so that
# the worker's role has no right on any table (docs/decisions/0025).
WORKER_FUNCTIONS = (
    "procrastinate_fetch_job_v2",
    "procrastinate_finish_job_v1",
    "procrastinate_prune_stalled_workers_v1",
    "procrastinate_register_worker_v1",
    "procrastinate_retry_job_v2",
    "procrastinate_unregister_worker_v1",
    "procrastinate_update_heartbeat_v1",
)

# The schema's first statement makes sure of plpgsql, which is never ours to install.
EXTENSION = re.compile(r"^DO \$\$\nBEGIN\n    CREATE EXTENSION .*?^\$\$;\n\n", re.M | re.S)

MIGRATION = re.compile(r"(\d+)\.(\d+)\.(\d+)_\d+_\w+\.sql")

OPENING = """\
-- Deploy florin:{change} to pg
{requires}
begin;

/*
 * Procrastinate {version}'s own SQL as it is, in schema queue; below it what Florin adds: row
 * security, fixed search paths, the rights of the worker. Not edited by hand, but written by
 *   {command}
 * Tests compare the outcome with what the installed library would make.
 */
{schema}-- The library names nothing by schema. Taken back at the end.
set local search_path = queue;

"""

SCHEMA = """\
create schema queue;
comment on schema queue is 'Procrastinate''s own: steps of jobs that wait for a worker.';
grant usage on schema queue to florin_worker;

"""

CLOSING = """\
set local search_path to default;

-- The library's functions run under its own schema whoever calls them, and those that a worker
-- calls run with the owner's rights (security definer): it has no right on any table.
do $$
declare
  v_worker_functions constant text[] := array[
{functions}
  ];
  v_each record;
begin
  for v_each in
    select p.oid::regprocedure as signature, p.proname = any(v_worker_functions) as is_worker_s
    from pg_catalog.pg_proc as p
    where p.pronamespace = 'queue'::regnamespace
      and p.proname like 'procrastinate\\_%'
  loop
    execute pg_catalog.format(
      'alter function %s set search_path = queue, pg_temp', v_each.signature
    );
    execute pg_catalog.format('revoke all on function %s from public', v_each.signature);
    if v_each.is_worker_s then
      execute pg_catalog.format('alter function %s security definer', v_each.signature);
      execute pg_catalog.format('grant execute on function %s to florin_worker', v_each.signature);
    end if;
  end loop;
  for v_each in
    select c.oid::regclass as name
    from pg_catalog.pg_class as c
    where c.relnamespace = 'queue'::regnamespace
      and c.relkind = 'r'
  loop
    execute pg_catalog.format('alter table %s enable row level security', v_each.name);
    execute pg_catalog.format(
      'comment on table %s is %L', v_each.name, 'Procrastinate''s own; see its documentation.'
    );
  end loop;
end;
$$;

commit;
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the change to standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--since", metavar="VERSION", help="the version whose schema is deployed")
    parser.add_argument("--change", default="queue/procrastinate", help="the change's name")
    given = parser.parse_args(arguments)
    sys.stdout.write(render(given.change, given.since))
    return 0


def render(change: str, since: str | None = None) -> str:
    """The deploy script; `since` None: everything, else the library's migrations after it."""
    command = "python -m tools.queue_sql" + (f" --since {since}" if since else "")
    requires = "queue/procrastinate" if since else "base/schemas"
    body = library_migrations(since) if since else library_schema()
    opening = OPENING.format(
        change=change,
        requires=f"-- requires: {requires}\n",
        command=command,
        version=version("procrastinate"),
        schema="" if since else SCHEMA,
    )
    functions = ",\n".join(f"    '{name}'" for name in WORKER_FUNCTIONS)
    lines = (opening + body.strip("\n") + "\n\n" + CLOSING.format(functions=functions)).split("\n")
    return "\n".join(line.rstrip() for line in lines)


def library_schema() -> str:
    """The installed library's whole schema, without its extension."""
    text = (files("procrastinate") / "sql" / "schema.sql").read_text(encoding="utf-8")
    return EXTENSION.sub("", text, count=1)


def library_migrations(since: str) -> str:
    """The library's migrations of versions after `since`, in its order."""
    floor = tuple(int(part) for part in since.split("."))
    folder = files("procrastinate") / "sql" / "migrations"
    return "\n".join(
        (folder / name).read_text(encoding="utf-8")
        for name in sorted(_after(floor, (entry.name for entry in folder.iterdir())))
    )


def _after(floor: tuple[int, ...], names: Iterable[str]) -> Iterable[str]:
    for name in names:
        found = MIGRATION.fullmatch(name)
        if found and tuple(int(part) for part in found.groups()) > floor:
            yield name


if __name__ == "__main__":
    sys.exit(main())
