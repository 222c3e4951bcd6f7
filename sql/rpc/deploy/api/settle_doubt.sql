-- Deploy florin:api/settle_doubt to pg
-- requires: billing/settle_doubt

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.settle_doubt has the rules.
create function api.settle_doubt(p_provider text, p_environment text, p_chain_id text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform billing.settle_doubt(p_provider, p_environment, p_chain_id);
end;
$$;

revoke all on function api.settle_doubt(text, text, text) from public;
grant execute on function api.settle_doubt(text, text, text) to florin_worker;
comment on function api.settle_doubt is 'Notes that the store was asked about a subscription.';

commit;
