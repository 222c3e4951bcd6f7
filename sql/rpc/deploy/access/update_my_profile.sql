-- Deploy florin:access/update_my_profile to pg
-- requires: access/update_profile
-- requires: access/my_personal_account

begin;

/*
 * access.update_profile for the signed-in user, in their personal account.
 *
 * Raises  FLMEM not signed in · FLARG see access.check_profile · FLACC their account was closed
 * Locks   access.profiles row
 */
create function access.update_my_profile(p_changes jsonb)
returns jsonb
language plpgsql
volatile
-- Definer: users have no right to write any table.
security definer
set search_path = ''
as $$
begin
  return access.update_profile(
    access.my_personal_account(), (select auth.uid()), p_changes
  );
end;
$$;

revoke all on function access.update_my_profile(jsonb) from public;
grant execute on function access.update_my_profile(jsonb) to authenticated;
comment on function access.update_my_profile is 'Changes what the signed-in user set.';

commit;
