-- Deploy florin:api/revoke_key to pg
-- requires: access/revoke_key

begin;

-- Thin and security invoker, as the exposed schema asks. For the service, on a user's behalf.
-- access.revoke_key has the rules.
create function api.revoke_key(p_account_id uuid, p_user_id uuid, p_key_id uuid)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.revoke_key(p_account_id, p_user_id, p_key_id);
end;
$$;

revoke all on function api.revoke_key(uuid, uuid, uuid) from public;
grant execute on function api.revoke_key(uuid, uuid, uuid) to florin_service;
comment on function api.revoke_key is 'Ends a key for good.';

commit;
