-- Deploy florin:api/claim_consumption_requests to pg
-- requires: billing/claim_consumption_requests

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.claim_consumption_requests has the rules.
create function api.claim_consumption_requests(p_limit integer, p_lease_s integer)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return billing.claim_consumption_requests(p_limit, p_lease_s);
end;
$$;

revoke all on function api.claim_consumption_requests(integer, integer) from public;
grant execute on function api.claim_consumption_requests(integer, integer) to florin_worker;
comment on function api.claim_consumption_requests is 'Leases consumption requests of Apple.';

commit;
