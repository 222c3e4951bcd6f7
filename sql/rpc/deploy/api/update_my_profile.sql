-- Deploy florin:api/update_my_profile to pg
-- requires: access/update_my_profile

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.update_my_profile has the rules.
create function api.update_my_profile(p_changes jsonb)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.update_my_profile(p_changes);
end;
$$;

revoke all on function api.update_my_profile(jsonb) from public;
grant execute on function api.update_my_profile(jsonb) to authenticated;
comment on function api.update_my_profile is 'Changes your profile; null clears a member.';

commit;
