-- Deploy florin:access/refuse_key to pg
-- requires: access/refuse_budget

begin;

/*
 * The slow half of access.reserve_key: locks the key and says why it was refused. Returns where
 * the reason has passed meanwhile; the caller's next try then succeeds, for the row is its own.
 *
 * Raises  FLKYU unknown, revoked, expired or another user's key · FLSCO scope · FLBUD budget
 *         FLLIM rate
 * Locks   access.api_keys row
 */
create function access.refuse_key(
  p_account_id uuid, p_user_id uuid, p_key_id uuid, p_amount ledger.microcredits,
  p_scope text
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_key access.api_keys;
  v_spent bigint;
  v_next timestamptz;
begin
  select * into v_key
  from access.api_keys
  where account_id = p_account_id and id = p_key_id
  for no key update;

  if not found or v_key.user_id is distinct from p_user_id or v_key.revoked_at is not null
    or v_key.expires_at <= now() then
    raise exception 'key % cannot be used', p_key_id using
      errcode = 'FLKYU',
      detail = pg_catalog.json_build_object('key_id', p_key_id)::text,
      hint = 'The key was revoked or has expired. Use another one.';
  end if;

  if p_scope <> all(v_key.scopes) then
    raise exception 'key % lacks the scope %', p_key_id, p_scope using
      errcode = 'FLSCO',
      detail = pg_catalog.json_build_object('scope', p_scope)::text,
      hint = 'Use a key that has this scope.';
  end if;

  v_spent := case when v_key.budget_resets_at <= now() then 0 else v_key.spent end;
  if v_spent + v_key.reserved + p_amount > v_key.budget then
    perform access.refuse_budget(v_key, p_amount);
  end if;

  v_next := v_key.paced_until - interval '1 minute'
    + make_interval(secs => trunc(60.0 / v_key.requests_per_minute, 6));
  if v_next > clock_timestamp() then
    raise exception 'key % is used too often', p_key_id using
      errcode = 'FLLIM',
      detail = pg_catalog.json_build_object(
        'limit_source', 'key_requests_per_minute',
        'limit', v_key.requests_per_minute,
        'remaining', 0,
        'resets_at', v_next,
        'retry_after_s', greatest(ceil(extract(epoch from v_next - clock_timestamp())), 1)
      )::text,
      hint = 'Slow down, or use a key that may be used more often.';
  end if;
end;
$$;

revoke all on function access.refuse_key(uuid, uuid, uuid, ledger.microcredits, text) from public;
comment on function access.refuse_key is 'Raises why a key was refused, unless that has passed.';

commit;
