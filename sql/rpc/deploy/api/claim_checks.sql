-- Deploy florin:api/claim_checks to pg
-- requires: billing/claim_checks

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.claim_checks has the rules.
create function api.claim_checks(p_environment text, p_limit integer, p_lease_s integer)
returns table (account_id uuid, period_start timestamptz, customer_id text, minutes jsonb)
language plpgsql
volatile
set search_path = ''
as $$
begin
  return query select * from billing.claim_checks(p_environment, p_limit, p_lease_s);
end;
$$;

revoke all on function api.claim_checks(text, integer, integer) from public;
grant execute on function api.claim_checks(text, integer, integer) to florin_worker;
comment on function api.claim_checks is 'Leases periods whose overage is to be compared.';

commit;
