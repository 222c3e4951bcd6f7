-- Deploy florin:api/open_device_challenge to pg
-- requires: access/open_device_challenge

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.open_device_challenge has the rules.
create function api.open_device_challenge(
  p_account_id uuid,
  p_user_id uuid,
  p_challenge_hash bytea
)
returns timestamptz
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.open_device_challenge(p_account_id, p_user_id, p_challenge_hash);
end;
$$;

revoke all on function api.open_device_challenge(uuid, uuid, bytea) from public;
grant execute on function api.open_device_challenge(uuid, uuid, bytea) to florin_service;
comment on function api.open_device_challenge is 'Keeps a challenge for a device to sign.';

commit;
