-- Deploy florin:access/check_merge to pg
-- requires: access/merges
-- requires: access/refuse_merge
-- requires: access/require_member
-- requires: ledger/refuse_account

begin;

/*
 * Insists that one account may be merged into another: that of an anonymous user, by themselves,
 * into one that a signed-in user owns; both active, neither merged away before, so that no circle
 * can close.
 *
 * Raises  FLMRG · FLMEM one of the two does not own theirs · FLACC one is not active
 */
create function access.check_merge(
  p_account_id uuid,
  p_user_id uuid,
  p_from_account_id uuid,
  p_from_user_id uuid
)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_id uuid;
  v_status ledger.account_status;
begin
  if p_from_user_id = p_user_id or p_from_account_id = p_account_id then
    perform access.refuse_merge(p_account_id, p_from_account_id, 'self');
  elsif exists (
    select
    from access.merges as m
    where m.account_id in (p_account_id, p_from_account_id)
      -- Their account is gone, and they are in the one it went into.
      or (m.into_account_id = p_from_account_id and m.user_id = p_from_user_id)
  ) then
    perform access.refuse_merge(p_account_id, p_from_account_id, 'merged_before');
  elsif not exists (select from auth.users where id = p_from_user_id and is_anonymous) then
    perform access.refuse_merge(p_account_id, p_from_account_id, 'not_anonymous');
  elsif exists (select from auth.users where id = p_user_id and is_anonymous) then
    perform access.refuse_merge(p_account_id, p_from_account_id, 'into_anonymous');
  end if;

  perform access.require_member(p_account_id, p_user_id, true);
  perform access.require_member(p_from_account_id, p_from_user_id, true);
  if not exists (
    select
    from access.members as m
    where m.account_id = p_from_account_id
      and m.user_id = p_from_user_id
      and m.is_personal
  ) then
    perform access.refuse_merge(p_account_id, p_from_account_id, 'not_their_own');
  end if;

  for v_id, v_status in
    select a.id, a.status
    from ledger.accounts as a
    where a.id in (p_account_id, p_from_account_id) and a.status <> 'active'
  loop
    perform ledger.refuse_account(v_id, v_status::text);
  end loop;
end;
$$;

revoke all on function access.check_merge(uuid, uuid, uuid, uuid) from public;
comment on function access.check_merge is 'Insists that an account may be merged into another.';

commit;
