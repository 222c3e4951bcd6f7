-- Deploy florin:api/clean_idempotency_keys to pg
-- requires: generation/clean_idempotency_keys

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.clean_idempotency_keys has the rules.
create function api.clean_idempotency_keys(p_limit integer)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.clean_idempotency_keys(p_limit);
end;
$$;

revoke all on function api.clean_idempotency_keys(integer) from public;
grant execute on function api.clean_idempotency_keys(integer) to florin_worker;
comment on function api.clean_idempotency_keys is 'Frees old keys and replies, in batches.';

commit;
