-- Deploy florin:access/create_key to pg
-- requires: access/check_key
-- requires: access/admit_key
-- requires: access/describe_key

begin;

/*
 * Makes a key that acts for its user, and tells its text this once: what is kept is its SHA-256
 * and its first characters. Not idempotent: a text that was lost cannot be told again, so make
 * another key and revoke the first.
 *
 * The text is florin_, the account's id (so that a key finds its shard), _, 244 random bits, and
 * the first eight digits of the SHA-256 of all that: secret scanners and clients tell a key from
 * a typing error without asking us.
 *
 * Raises  FLARG · FLANO · FLACC · FLMEM · FLKYM, see docs/error-codes.md
 * Locks   ledger.accounts row
 */
create function access.create_key(
  p_account_id uuid,
  p_user_id uuid,
  p_is_anonymous boolean,
  p_name text,
  p_scopes text[],
  p_expires_at timestamptz,
  p_budget bigint,
  p_budget_period text,
  p_requests_per_minute integer
)
returns jsonb
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_scopes text[] := coalesce(p_scopes, '{generate,read}');
  v_text text := 'florin_' || replace(p_account_id::text, '-', '') || '_'
    || replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
  v_key access.api_keys;
begin
  perform access.check_key(
    p_name, v_scopes, p_expires_at, p_budget, p_budget_period, p_requests_per_minute
  );
  perform access.admit_key(p_account_id, p_user_id, p_is_anonymous);

  v_text := v_text || left(encode(sha256(convert_to(v_text, 'UTF8')), 'hex'), 8);

  insert into access.api_keys (
    account_id, user_id, name, prefix, secret_hash, scopes, expires_at, budget, budget_period,
    budget_resets_at, requests_per_minute
  )
  values (
    p_account_id, p_user_id, btrim(p_name), left(v_text, 48),
    sha256(convert_to(v_text, 'UTF8')),
    array(select distinct s.scope from unnest(v_scopes) as s (scope) order by s.scope),
    p_expires_at, p_budget, p_budget_period, access.next_budget_reset(p_budget_period),
    p_requests_per_minute
  )
  returning * into strict v_key;

  return access.describe_key(v_key) || jsonb_build_object('key', v_text);
end;
$$;

revoke all on function access.create_key(
  uuid, uuid, boolean, text, text[], timestamptz, bigint, text, integer
) from public;
grant execute on function access.create_key(
  uuid, uuid, boolean, text, text[], timestamptz, bigint, text, integer
) to florin_service;
comment on function access.create_key is 'Makes a key and tells its text, once.';

commit;
