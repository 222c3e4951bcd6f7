-- Deploy florin:api/claim_doubts to pg
-- requires: billing/claim_doubts

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.claim_doubts has the rules.
create function api.claim_doubts(p_provider text, p_limit integer)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return billing.claim_doubts(p_provider, p_limit);
end;
$$;

revoke all on function api.claim_doubts(text, integer) from public;
grant execute on function api.claim_doubts(text, integer) to florin_worker;
comment on function api.claim_doubts is 'Subscriptions to ask the store about.';

commit;
