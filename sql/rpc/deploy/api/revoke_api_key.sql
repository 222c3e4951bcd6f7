-- Deploy florin:api/revoke_api_key to pg
-- requires: access/revoke_my_key

begin;

-- Thin and security invoker, as the exposed schema asks. For signed-in users.
-- access.revoke_key has the rules.
create function api.revoke_api_key(p_key_id uuid)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.revoke_my_key(p_key_id);
end;
$$;

revoke all on function api.revoke_api_key(uuid) from public;
grant execute on function api.revoke_api_key(uuid) to authenticated;
comment on function api.revoke_api_key is 'Ends a key for good.';

commit;
