-- Deploy florin:access/remove_member to pg
-- requires: access/require_member
-- requires: access/refuse_argument

begin;

/*
 * Ends a membership, and with it the member's keys and profile there: at the word of an owner, or
 * the member's own. What their keys began is still charged. Returns whether there was one.
 *
 * Raises  FLMEM the caller is no owner of it · FLARG the account's own user: they delete it instead
 * Locks   access.members row
 */
create function access.remove_member(p_account_id uuid, p_user_id uuid)
returns boolean
language plpgsql
volatile
-- Definer: users have no right to write any table.
security definer
set search_path = ''
as $$
declare
  v_is_personal boolean;
begin
  perform access.require_member(
    p_account_id, (select auth.uid()), p_user_id is distinct from (select auth.uid())
  );

  select is_personal into v_is_personal
  from access.members
  where account_id = p_account_id and user_id = p_user_id
  for update;
  if not found then
    return false;
  elsif v_is_personal then
    perform access.refuse_argument('p_user_id', 'the account is their own');
  end if;

  delete from access.members
  where account_id = p_account_id and user_id = p_user_id;
  return true;
end;
$$;

revoke all on function access.remove_member(uuid, uuid) from public;
grant execute on function access.remove_member(uuid, uuid) to authenticated;
comment on function access.remove_member is 'Ends a membership.';

commit;
