-- Deploy florin:access/save_attested_key to pg
-- requires: access/require_member
-- requires: access/device_challenges
-- requires: access/attested_keys
-- requires: access/know_device

begin;

/*
 * Keeps a key whose attestation the service has verified, uses up the challenge it answered, and
 * notes that the account is used on this device. True where the key is new; the same call again
 * changes nothing.
 *
 * Raises  FLMEM not a member · FLCHA the challenge is unknown, expired, or was answered by another
 *         key
 * Locks   access.device_challenges row, then access.attested_keys row
 */
create function access.save_attested_key(
  p_account_id uuid, p_user_id uuid, p_environment text, p_key_id bytea, p_public_key bytea,
  p_receipt bytea, p_challenge_hash bytea
)
returns boolean
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_is_new boolean;
begin
  perform access.require_member(p_account_id, p_user_id);
  update access.device_challenges
  set key_id = p_key_id
  where account_id = p_account_id
    and challenge_hash = p_challenge_hash
    and expires_at > now()
    and coalesce(key_id, p_key_id) = p_key_id;
  if not found then
    raise exception 'no such challenge is open' using
      errcode = 'FLCHA',
      detail = pg_catalog.json_build_object('environment', p_environment)::text,
      hint = 'Ask for a new challenge, and attest a new key with it.';
  end if;

  insert into access.attested_keys (
    key_id, environment, public_key, receipt, account_id
  )
  values (p_key_id, p_environment, p_public_key, p_receipt, p_account_id)
  on conflict do nothing;
  v_is_new := found;
  perform access.know_device(p_account_id, p_environment, p_key_id);
  return v_is_new;
end;
$$;

revoke all on function access.save_attested_key(uuid, uuid, text, bytea, bytea, bytea, bytea)
from public;
grant execute on function access.save_attested_key(
  uuid, uuid, text, bytea, bytea, bytea, bytea
) to florin_service;
comment on function access.save_attested_key is 'Keeps a key that Apple attested.';

commit;
