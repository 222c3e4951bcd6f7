-- Deploy florin:access/find_app_hold to pg
-- requires: access/app_holds
-- requires: access/require_member

begin;

/*
 * The app's hold of that id, locked, so that what closes it twice at once is done in turn. Holds
 * of generations are not the app's to close, and are not found here.
 *
 * Raises  FLMEM not a member · FLHNF no such hold
 * Locks   access.app_holds row
 */
create function access.find_app_hold(p_account_id uuid, p_user_id uuid, p_hold_id uuid)
returns access.app_holds
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_hold access.app_holds;
begin
  perform access.require_member(p_account_id, p_user_id);

  select * into v_hold
  from access.app_holds as a
  where a.account_id = p_account_id
    and a.id = p_hold_id
  for update;
  if not found then
    raise exception 'the account has no hold %', p_hold_id using
      errcode = 'FLHNF',
      detail = pg_catalog.json_build_object('hold_id', p_hold_id)::text,
      hint = 'Use the id that placing the hold answered with.';
  end if;

  return v_hold;
end;
$$;

revoke all on function access.find_app_hold(uuid, uuid, uuid) from public;
comment on function access.find_app_hold is 'The app''s hold of that id, locked.';

commit;
