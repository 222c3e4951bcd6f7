-- Deploy florin:api/renew_periods to pg
-- requires: access/renew_periods

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.renew_periods has the rules.
create function api.renew_periods(p_limit integer)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.renew_periods(p_limit);
end;
$$;

revoke all on function api.renew_periods(integer) from public;
grant execute on function api.renew_periods(integer) to florin_worker;
comment on function api.renew_periods is 'Begins the next period of accounts, in batches.';

commit;
