-- Deploy florin:access/add_months to pg
-- requires: base/schemas

begin;

/*
 * Calendar months later, in UTC: the same day of the month, or its last where there is none such.
 */
create function access.add_months(p_at timestamptz, p_months integer)
returns timestamptz
language sql
immutable
set search_path = ''
as $$
  select (p_at at time zone 'UTC' + make_interval(months => p_months)) at time zone 'UTC';
$$;

revoke all on function access.add_months(timestamptz, integer) from public;
comment on function access.add_months is 'Calendar months later, in UTC.';

commit;
