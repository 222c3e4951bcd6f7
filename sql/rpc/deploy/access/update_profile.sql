-- Deploy florin:access/update_profile to pg
-- requires: access/check_profile
-- requires: access/describe_profile
-- requires: access/require_member

begin;

/*
 * Changes what a user set for themselves in an account, and returns the whole of it. The same
 * changes again change nothing.
 *
 * Raises  FLMEM not a member · FLARG see access.check_profile
 * Locks   access.profiles row
 */
create function access.update_profile(p_account_id uuid, p_user_id uuid, p_changes jsonb)
returns jsonb
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_profile access.profiles;
begin
  perform access.require_member(p_account_id, p_user_id);

  -- First the row and its lock, then the changes to it: two of them at once both count.
  insert into access.profiles (account_id, user_id)
  values (p_account_id, p_user_id)
  on conflict do nothing;
  select * into strict v_profile
  from access.profiles
  where account_id = p_account_id and user_id = p_user_id
  for update;

  v_profile := access.check_profile(v_profile, p_changes);
  update access.profiles
  set
    display_name = v_profile.display_name,
    locale = v_profile.locale,
    time_zone = v_profile.time_zone,
    app_data = v_profile.app_data,
    updated_at = now()
  where account_id = p_account_id and user_id = p_user_id;

  return access.describe_profile(v_profile);
end;
$$;

revoke all on function access.update_profile(uuid, uuid, jsonb) from public;
grant execute on function access.update_profile(uuid, uuid, jsonb) to florin_service;
comment on function access.update_profile is 'Changes what a user set for themselves.';

commit;
