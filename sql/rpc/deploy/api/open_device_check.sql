-- Deploy florin:api/open_device_check to pg
-- requires: access/open_device_check

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.open_device_check has the rules.
create function api.open_device_check(
  p_account_id uuid,
  p_user_id uuid,
  p_environment text,
  p_token_hash bytea
)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.open_device_check(p_account_id, p_user_id, p_environment, p_token_hash);
end;
$$;

revoke all on function api.open_device_check(uuid, uuid, text, bytea) from public;
grant execute on function api.open_device_check(uuid, uuid, text, bytea) to florin_service;
comment on function api.open_device_check is 'Begins a claim of welcome credits.';

commit;
