-- Deploy florin:api/update_profile to pg
-- requires: access/update_profile

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.update_profile has the rules.
create function api.update_profile(p_account_id uuid, p_user_id uuid, p_changes jsonb)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.update_profile(p_account_id, p_user_id, p_changes);
end;
$$;

revoke all on function api.update_profile(uuid, uuid, jsonb) from public;
grant execute on function api.update_profile(uuid, uuid, jsonb) to florin_service;
comment on function api.update_profile is 'Changes what a user set for themselves.';

commit;
