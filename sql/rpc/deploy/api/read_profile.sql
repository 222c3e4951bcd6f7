-- Deploy florin:api/read_profile to pg
-- requires: access/read_profile

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.read_profile has the rules.
create function api.read_profile(p_account_id uuid, p_user_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return access.read_profile(p_account_id, p_user_id);
end;
$$;

revoke all on function api.read_profile(uuid, uuid) from public;
grant execute on function api.read_profile(uuid, uuid) to florin_service;
comment on function api.read_profile is 'What a user set for themselves.';

commit;
