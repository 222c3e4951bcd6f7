-- Deploy florin:api/list_device_challenges to pg
-- requires: access/list_device_challenges

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.list_device_challenges has the rules.
create function api.list_device_challenges(
  p_account_id uuid,
  p_user_id uuid,
  p_key_id bytea
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return access.list_device_challenges(p_account_id, p_user_id, p_key_id);
end;
$$;

revoke all on function api.list_device_challenges(uuid, uuid, bytea) from public;
grant execute on function api.list_device_challenges(uuid, uuid, bytea) to florin_service;
comment on function api.list_device_challenges is 'The challenges that a key may answer.';

commit;
