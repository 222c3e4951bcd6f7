-- Deploy florin:api/list_keys to pg
-- requires: access/list_keys

begin;

-- Thin and security invoker, as the exposed schema asks. For the service, on a user's behalf.
-- access.list_keys has the rules.
create function api.list_keys(p_account_id uuid, p_user_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return access.list_keys(p_account_id, p_user_id);
end;
$$;

revoke all on function api.list_keys(uuid, uuid) from public;
grant execute on function api.list_keys(uuid, uuid) to florin_service;
comment on function api.list_keys is 'An account''s keys, without their secrets.';

commit;
