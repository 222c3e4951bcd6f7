-- Deploy florin:access/use_assertion to pg
-- requires: access/require_member
-- requires: access/attested_keys
-- requires: access/know_device

begin;

/*
 * Uses an assertion whose signature the service has verified: its counter must be higher than
 * that of every one before. Notes that the account is used on this device. Not idempotent: an
 * assertion is good for one request.
 *
 * Raises  FLMEM not a member · FLCTR the counter has not risen, or the key is unknown
 * Locks   access.attested_keys row
 */
create function access.use_assertion(
  p_account_id uuid,
  p_user_id uuid,
  p_environment text,
  p_key_id bytea,
  p_counter bigint
)
returns void
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
begin
  perform access.require_member(p_account_id, p_user_id);
  update access.attested_keys
  set counter = p_counter, used_at = now()
  where key_id = p_key_id
    and environment = p_environment
    and counter < p_counter;
  if not found then
    raise exception 'the counter has not risen' using
      errcode = 'FLCTR',
      detail = pg_catalog.json_build_object('counter', p_counter)::text,
      hint = 'Sign each request anew, one after the other.';
  end if;

  perform access.know_device(p_account_id, p_environment, p_key_id);
end;
$$;

revoke all on function access.use_assertion(uuid, uuid, text, bytea, bigint) from public;
grant execute on function access.use_assertion(uuid, uuid, text, bytea, bigint)
to florin_service;
comment on function access.use_assertion is 'Uses an assertion, once.';

commit;
