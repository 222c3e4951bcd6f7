-- Deploy florin:access/open_account to pg
-- requires: access/create_account

begin;

/*
 * Finds a user's personal account, opening it on first sight. Idempotent, also under races.
 *
 * Raises  FLPLN no plan opens for this kind of user · FLMEM unknown user
 *         FLACC the user had one and deleted it
 * Locks   an advisory lock on the user, only where the account is missing
 */
create function access.open_account(p_user_id uuid, p_is_anonymous boolean)
returns uuid
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_account_id uuid;
begin
  select account_id into v_account_id
  from access.members
  where user_id = p_user_id and is_personal;
  if found then
    return v_account_id;
  end if;

  perform pg_catalog.pg_advisory_xact_lock(
    pg_catalog.hashtextextended('access.open_account ' || p_user_id::text, 0)
  );
  select account_id into v_account_id
  from access.members
  where user_id = p_user_id and is_personal;
  if found then
    return v_account_id;
  end if;

  return access.create_account(p_user_id, p_is_anonymous);
end;
$$;

revoke all on function access.open_account(uuid, boolean) from public;
grant execute on function access.open_account(uuid, boolean) to florin_service;
comment on function access.open_account is 'A user''s personal account, opened on first sight.';

commit;
