-- Deploy florin:access/admit_key to pg
-- requires: access/api_keys
-- requires: access/refuse_member
-- requires: ledger/refuse_account

begin;

/*
 * Makes room for one more key, or says why there may be none. Of keys that have ended the newest
 * hundred are kept: whoever makes and revokes for ever fills no table.
 *
 * Raises  FLANO anonymous user · FLACC unknown or inactive account · FLMEM not a member
 *         FLKYM too many keys
 * Locks   ledger.accounts row: the keys of one account are counted one after the other
 */
create function access.admit_key(p_account_id uuid, p_user_id uuid, p_is_anonymous boolean)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  -- Nobody tells more keys apart, and every one of them is a risk.
  v_max_live constant integer := 100;
  v_account ledger.accounts;
begin
  -- Distinct, so that a missing claim is a refusal.
  if p_is_anonymous is distinct from false then
    raise exception 'an anonymous user may make no keys' using
      errcode = 'FLANO',
      detail = '{}',
      hint = 'Sign up first: a key would outlive the session, and nobody could revoke it.';
  end if;

  select * into v_account from ledger.accounts where id = p_account_id for no key update;
  if v_account.status is distinct from 'active' then
    perform ledger.refuse_account(p_account_id, coalesce(v_account.status::text, 'unknown'));
  end if;

  perform from access.members where account_id = p_account_id and user_id = p_user_id;
  if not found then
    perform access.refuse_member(p_account_id, p_user_id);
  end if;

  if v_max_live <= (
    select count(*) from access.api_keys
    where account_id = p_account_id
      and revoked_at is null
      and (expires_at is null or expires_at > now())
  ) then
    raise exception 'account % has % keys', p_account_id, v_max_live using
      errcode = 'FLKYM',
      detail = pg_catalog.json_build_object('limit', v_max_live)::text,
      hint = 'Revoke a key that is not needed any more.';
  end if;

  delete from access.api_keys as k
  where k.account_id = p_account_id
    and k.id in (
      select old.id from access.api_keys as old
      where old.account_id = p_account_id
        and (old.revoked_at is not null or old.expires_at <= now())
      order by old.created_at desc, old.id
      offset 100
    );
end;
$$;

revoke all on function access.admit_key(uuid, uuid, boolean) from public;
comment on function access.admit_key is 'Makes room for one more key, or raises the reason.';

commit;
