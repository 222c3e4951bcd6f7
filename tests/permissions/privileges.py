"""Walks the catalogue: who may do what with every object of every schema, privileges of PUBLIC
included."""

import psycopg

SCHEMAS = (
    "access",
    "api",
    "audit",
    "billing",
    "catalog",
    "generation",
    "ledger",
    "private",
    "queue",
)
# What every project has beside, in which migrations may make something, or open it.
PLATFORM_SCHEMAS = (
    "auth",
    "extensions",
    "public",
    "realtime",
    "storage",
    "supabase_migrations",
)
EVERY_SCHEMA = (*SCHEMAS, *PLATFORM_SCHEMAS)
ROLES = (
    "anon",
    "authenticated",
    "authenticator",
    "dashboard_user",
    "florin_service",
    "florin_worker",
    "public",
    "realtime_login",
    "service_role",
    "supabase_auth_admin",
    "supabase_realtime_admin",
    "supabase_storage_admin",
)
# They own the database, or read all of it, by what the platform made them: nothing to list.
POWERFUL_ROLES = ("postgres", "supabase_admin", "supabase_read_only_user")
TABLE_PRIVILEGES = (
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "TRUNCATE",
    "REFERENCES",
    "TRIGGER",
)
COLUMN_PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "REFERENCES")

# (kind, name, role, privilege) for what a role really may, however it came by it. The owner's own
# rights are left out: it owns.
SCHEMA = """
select 'schema', n.nspname, r.role, p.privilege
from pg_catalog.pg_namespace as n, unnest(%(roles)s::text[]) as r (role),
  unnest(array['USAGE', 'CREATE']) as p (privilege)
where n.nspname = any(%(schemas)s)
  and has_schema_privilege(r.role, n.oid, p.privilege)
"""
RELATION = """
select k.kind, c.oid::regclass::text, r.role, p.privilege
from pg_catalog.pg_class as c
join (values ('r', 'table'), ('p', 'table'), ('v', 'view'), ('m', 'view'), ('f', 'table'))
  as k (relkind, kind) on k.relkind = c.relkind,
  unnest(%(roles)s::text[]) as r (role), unnest(%(table_privileges)s::text[]) as p (privilege)
where c.relnamespace::regnamespace::text = any(%(schemas)s)
  and has_table_privilege(r.role, c.oid, p.privilege)
"""
COLUMN = """
select 'columns', c.oid::regclass || ' (' || string_agg(a.attname, ', ' order by a.attname) || ')',
  r.role, p.privilege
from pg_catalog.pg_class as c
join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped,
  unnest(%(roles)s::text[]) as r (role), unnest(%(column_privileges)s::text[]) as p (privilege)
where c.relnamespace::regnamespace::text = any(%(schemas)s)
  and c.relkind = any('{r,p,v,m,f}')
  and has_column_privilege(r.role, c.oid, a.attnum, p.privilege)
  and not has_table_privilege(r.role, c.oid, p.privilege)
group by c.oid, r.role, p.privilege
"""
SEQUENCE = """
select 'sequence', c.oid::regclass::text, r.role, p.privilege
from pg_catalog.pg_class as c, unnest(%(roles)s::text[]) as r (role),
  unnest(array['USAGE', 'SELECT', 'UPDATE']) as p (privilege)
where c.relkind = 'S'
  and c.relnamespace::regnamespace::text = any(%(schemas)s)
  and has_sequence_privilege(r.role, c.oid, p.privilege)
"""
FUNCTION = """
select case when f.prosecdef then 'definer' else 'function' end, f.oid::regprocedure::text,
  r.role, 'EXECUTE'
from pg_catalog.pg_proc as f, unnest(%(roles)s::text[]) as r (role)
where f.pronamespace::regnamespace::text = any(%(schemas)s)
  and has_function_privilege(r.role, f.oid, 'EXECUTE')
"""
# Of types only what is named: not the row types of tables, not arrays.
TYPE = """
select 'type', t.oid::regtype::text, r.role, 'USAGE'
from pg_catalog.pg_type as t
left join pg_catalog.pg_class as c on c.oid = t.typrelid,
  unnest(%(roles)s::text[]) as r (role)
where t.typnamespace::regnamespace::text = any(%(schemas)s)
  and t.typcategory <> 'A'
  and (t.typrelid = 0 or c.relkind = 'c')
  and has_type_privilege(r.role, t.oid, 'USAGE')
"""
# Every object, so that one that nobody may use stands in the list as well.
EVERYTHING = """
select 'schema', n.nspname::text
from pg_catalog.pg_namespace as n
where n.nspname = any(%(schemas)s)
union all
select k.kind, c.oid::regclass::text
from pg_catalog.pg_class as c
join (
  values ('r', 'table'), ('p', 'table'), ('v', 'view'), ('m', 'view'), ('f', 'table'),
    ('S', 'sequence')
) as k (relkind, kind) on k.relkind = c.relkind
where c.relnamespace::regnamespace::text = any(%(schemas)s)
union all
select case when f.prosecdef then 'definer' else 'function' end, f.oid::regprocedure::text
from pg_catalog.pg_proc as f
where f.pronamespace::regnamespace::text = any(%(schemas)s)
union all
select 'type', t.oid::regtype::text
from pg_catalog.pg_type as t
left join pg_catalog.pg_class as c on c.oid = t.typrelid
where t.typnamespace::regnamespace::text = any(%(schemas)s)
  and t.typcategory <> 'A'
  and (t.typrelid = 0 or c.relkind = 'c')
"""


def list_privileges(connection: psycopg.Connection) -> list[str]:
    """One sorted line per object: `kind name: role PRIVILEGE PRIVILEGE, role PRIVILEGE`.

    A function that runs with its owner's rights is a `definer`. What PUBLIC may, every role may;
    it is then listed for `public` alone. `nobody` is none of the roles.
    """
    # So that every name is told with its schema.
    connection.execute("set search_path = ''")
    version = connection.info.server_version // 10_000
    given = {
        "schemas": list(EVERY_SCHEMA),
        "roles": list(ROLES),
        "table_privileges": [*TABLE_PRIVILEGES, *(["MAINTAIN"] if version >= 17 else [])],
        "column_privileges": list(COLUMN_PRIVILEGES),
    }
    granted: dict[tuple[str, str], dict[str, list[str]]] = {}
    for kind, name in connection.execute(EVERYTHING, given):
        granted.setdefault((kind, name), {})
    for query in (SCHEMA, RELATION, COLUMN, SEQUENCE, FUNCTION, TYPE):
        for kind, name, role, privilege in connection.execute(query, given):
            # Servers before 17 do not know it, and the platform's `all` has it in the others.
            if privilege == "MAINTAIN" and name.startswith(PLATFORM_SCHEMAS):
                continue
            granted.setdefault((kind, name), {}).setdefault(role, []).append(privilege)
    return sorted(
        f"{kind} {name}: {_said(roles, ROLES)}" for (kind, name), roles in granted.items()
    )


def _said(granted: dict[str, list[str]], roles: tuple[str, ...]) -> str:
    public = set(granted.get("public", []))
    own = {
        role: [p for p in granted.get(role, []) if role == "public" or p not in public]
        for role in roles
    }
    return (
        ", ".join(f"{role} {' '.join(sorted(given))}" for role, given in own.items() if given)
        or "nobody"
    )
