-- Deploy florin:api/find_api_key to pg
-- requires: access/find_key

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.find_key has the rules.
create function api.find_api_key(p_account_id uuid, p_secret_hash bytea)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return access.find_key(p_account_id, p_secret_hash);
end;
$$;

revoke all on function api.find_api_key(uuid, bytea) from public;
grant execute on function api.find_api_key(uuid, bytea) to florin_service;
comment on function api.find_api_key is 'Whom a key acts for, by its hash.';

commit;
