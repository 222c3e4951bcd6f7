-- Deploy florin:access/require_member to pg
-- requires: access/members
-- requires: access/refuse_member

begin;

/*
 * Insists that a user may act for an account, or that they own it.
 *
 * Raises  FLMEM not a member, or no owner where one is asked for
 */
create function access.require_member(
  p_account_id uuid,
  p_user_id uuid,
  p_as_owner boolean default false
)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if not exists (
    select
    from access.members as m
    where m.account_id = p_account_id
      and m.user_id = p_user_id
      and (m.role = 'owner' or not p_as_owner)
  ) then
    perform access.refuse_member(p_account_id, p_user_id);
  end if;
end;
$$;

revoke all on function access.require_member(uuid, uuid, boolean) from public;
comment on function access.require_member is 'Raises FLMEM unless a user may act for an account.';

commit;
