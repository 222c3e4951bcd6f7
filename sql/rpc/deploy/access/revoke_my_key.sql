-- Deploy florin:access/revoke_my_key to pg
-- requires: access/revoke_key
-- requires: access/my_personal_account

begin;

/*
 * Ends a key of the signed-in user's personal account; see access.revoke_key.
 *
 * Raises  as access.my_personal_account and access.revoke_key
 * Locks   access.api_keys row
 */
create function access.revoke_my_key(p_key_id uuid)
returns jsonb
language plpgsql
volatile
-- Definer: users have no right on the table of keys but to read some of its columns.
security definer
set search_path = ''
as $$
begin
  return access.revoke_key(access.my_personal_account(), (select auth.uid()), p_key_id);
end;
$$;

revoke all on function access.revoke_my_key(uuid) from public;
grant execute on function access.revoke_my_key(uuid) to authenticated;
comment on function access.revoke_my_key is 'Ends a key of the signed-in user.';

commit;
