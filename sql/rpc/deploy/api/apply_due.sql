-- Deploy florin:api/apply_due to pg
-- requires: billing/apply_due

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.apply_due has the rules.
create function api.apply_due(p_limit integer)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
begin
  return billing.apply_due(p_limit);
end;
$$;

revoke all on function api.apply_due(integer) from public;
grant execute on function api.apply_due(integer) to florin_worker;
comment on function api.apply_due is 'Applies what the clock changed, in batches.';

commit;
