-- Deploy florin:api/bind_chain to pg
-- requires: billing/bind_chain

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.bind_chain has the rules.
create function api.bind_chain(
  p_account_id uuid,
  p_user_id uuid,
  p_provider text,
  p_environment text,
  p_chain_id text,
  p_transfer boolean default false
)
returns text
language plpgsql
volatile
set search_path = ''
as $$
begin
  return billing.bind_chain(
    p_account_id, p_user_id, p_provider, p_environment, p_chain_id, p_transfer
  );
end;
$$;

revoke all on function api.bind_chain(uuid, uuid, text, text, text, boolean) from public;
grant execute on function api.bind_chain(uuid, uuid, text, text, text, boolean) to florin_service;
comment on function api.bind_chain is 'Makes a chain of purchases that of an account.';

commit;
