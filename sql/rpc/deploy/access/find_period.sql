-- Deploy florin:access/find_period to pg
-- requires: access/add_months

begin;

/*
 * The period that contains a time: its number in months since the anchor, its start and its end.
 * Each is counted from the anchor, so that one begun on the 31st is short in February only.
 */
create function access.find_period(
  p_anchor timestamptz,
  p_at timestamptz,
  out period integer,
  out period_start timestamptz,
  out period_end timestamptz
)
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_anchor timestamp := p_anchor at time zone 'UTC';
  v_at timestamp := p_at at time zone 'UTC';
begin
  -- A period of this number begins in the calendar month of p_at; if later there, it is the last.
  period := (extract(year from v_at) - extract(year from v_anchor)) * 12
    + extract(month from v_at) - extract(month from v_anchor);
  if access.add_months(p_anchor, period) > p_at then
    period := period - 1;
  end if;

  period_start := access.add_months(p_anchor, period);
  period_end := access.add_months(p_anchor, period + 1);
end;
$$;

revoke all on function access.find_period(timestamptz, timestamptz) from public;
comment on function access.find_period is 'The monthly period that contains a time.';

commit;
