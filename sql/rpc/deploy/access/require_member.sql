-- Deploy florin:access/require_member to pg
-- requires: access/members
-- requires: access/refuse_member

begin;

/*
 * Passes users who may act for an account, and nobody else.
 *
 * Raises  FLMEM not a member
 */
create function access.require_member(p_account_id uuid, p_user_id uuid)
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
  ) then
    perform access.refuse_member(p_account_id, p_user_id);
  end if;
end;
$$;

revoke all on function access.require_member(uuid, uuid) from public;
comment on function access.require_member is 'Raises FLMEM for who is not a member.';

commit;
