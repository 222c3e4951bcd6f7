-- Deploy florin:base/refuse_change to pg
-- requires: base/schemas

begin;

/*
 * Trigger: refuses every change of rows that are written once (the account book, price versions).
 * Grants refuse it too; this binds the owner as well, so that no migration does it by accident.
 *
 * Raises  FLIMM always
 */
create function private.refuse_change()
returns trigger
language plpgsql
volatile
set search_path = ''
as $$
begin
  raise exception '% on %.% is refused', tg_op, tg_table_schema, tg_table_name using
    errcode = 'FLIMM',
    detail = pg_catalog.json_build_object('table', tg_table_schema || '.' || tg_table_name)::text,
    hint = 'These rows are written once. Correct them with a new row.';
end;
$$;

revoke all on function private.refuse_change() from public;
comment on function private.refuse_change is 'Refuses update, delete and truncate.';

commit;
