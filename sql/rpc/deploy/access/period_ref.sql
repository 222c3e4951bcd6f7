-- Deploy florin:access/period_ref to pg
-- requires: base/schemas

begin;

/*
 * The reference of a grant or an entry of one period. By its start, not its number: numbers begin
 * anew with another anchor, and time does not.
 */
create function access.period_ref(p_kind text, p_start timestamptz)
returns text
language sql
immutable
set search_path = ''
as $$
  select p_kind || ':' || to_char(p_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
$$;

revoke all on function access.period_ref(text, timestamptz) from public;
comment on function access.period_ref is 'Reference of a grant or an entry of one period.';

commit;
