-- Deploy florin:access/next_budget_reset to pg
-- requires: base/schemas

begin;

/*
 * When a key's budget period that is running now ends: the next midnight or the next month, UTC.
 * Null where the budget is given once for all.
 */
create function access.next_budget_reset(p_period text)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_period is null then
    return null;
  end if;

  -- Counted without a time zone: a day of the session's own may have 23 hours.
  return (
    date_trunc(p_period, now() at time zone 'UTC')
    + case p_period when 'day' then interval '1 day' else interval '1 month' end
  ) at time zone 'UTC';
end;
$$;

revoke all on function access.next_budget_reset(text) from public;
comment on function access.next_budget_reset is 'End of the budget period that runs now.';

commit;
