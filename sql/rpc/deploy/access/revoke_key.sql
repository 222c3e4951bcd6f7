-- Deploy florin:access/revoke_key to pg
-- requires: access/describe_key
-- requires: access/refuse_member

begin;

/*
 * Ends a key for good: its user may, and whoever owns the account. Idempotent: the first time
 * stands. What was begun with it is still settled.
 *
 * Raises  FLMEM not a member · FLKYF no such key on this account, or another member's
 * Locks   access.api_keys row
 */
create function access.revoke_key(p_account_id uuid, p_user_id uuid, p_key_id uuid)
returns jsonb
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_role text;
  v_key access.api_keys;
begin
  select role into v_role
  from access.members
  where account_id = p_account_id and user_id = p_user_id;
  if not found then
    perform access.refuse_member(p_account_id, p_user_id);
  end if;

  update access.api_keys
  set revoked_at = coalesce(revoked_at, now())
  where account_id = p_account_id
    and id = p_key_id
    and (user_id = p_user_id or v_role = 'owner')
  returning * into v_key;
  if not found then
    raise exception 'account % has no key %', p_account_id, p_key_id using
      errcode = 'FLKYF',
      detail = pg_catalog.json_build_object('key_id', p_key_id)::text,
      hint = 'List the account''s keys for their ids.';
  end if;

  return access.describe_key(v_key);
end;
$$;

revoke all on function access.revoke_key(uuid, uuid, uuid) from public;
grant execute on function access.revoke_key(uuid, uuid, uuid) to florin_service;
comment on function access.revoke_key is 'Ends a key for good.';

commit;
