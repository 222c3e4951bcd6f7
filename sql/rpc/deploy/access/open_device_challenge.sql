-- Deploy florin:access/open_device_challenge to pg
-- requires: access/require_member
-- requires: access/device_challenges
-- requires: ledger/accounts
-- requires: ledger/refuse_account

begin;

/*
 * Keeps a challenge of the service's making for a few minutes. An account has five at most: a new
 * one takes the place of the oldest. Returns when it expires.
 *
 * Raises  FLMEM not a member · FLACC account not active
 * Locks   ledger.accounts row, then access.device_challenges rows
 */
create function access.open_device_challenge(
  p_account_id uuid,
  p_user_id uuid,
  p_challenge_hash bytea
)
returns timestamptz
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_life constant interval := interval '5 minutes';
  v_others constant integer := 4;
  v_status ledger.account_status;
  v_expires_at timestamptz;
begin
  perform access.require_member(p_account_id, p_user_id);
  select status into v_status from ledger.accounts where id = p_account_id for update;
  if v_status is distinct from 'active' then
    perform ledger.refuse_account(p_account_id, coalesce(v_status::text, 'unknown'));
  end if;

  delete from access.device_challenges
  where account_id = p_account_id
    and challenge_hash not in (
      select k.challenge_hash
      from access.device_challenges as k
      where k.account_id = p_account_id
        and k.expires_at > now()
      order by k.created_at desc
      limit v_others
    );
  insert into access.device_challenges as c (account_id, challenge_hash, expires_at, created_at)
  values (p_account_id, p_challenge_hash, now() + v_life, clock_timestamp())
  on conflict (account_id, challenge_hash) do update
  set created_at = c.created_at
  returning c.expires_at into v_expires_at;
  return v_expires_at;
end;
$$;

revoke all on function access.open_device_challenge(uuid, uuid, bytea) from public;
grant execute on function access.open_device_challenge(uuid, uuid, bytea) to florin_service;
comment on function access.open_device_challenge is 'Keeps a challenge for a device to sign.';

commit;
