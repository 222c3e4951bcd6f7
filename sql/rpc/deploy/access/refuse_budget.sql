-- Deploy florin:access/refuse_budget to pg
-- requires: access/describe_key

begin;

/*
 * Refuses work that a key's budget does not cover.
 *
 * Raises  FLBUD always
 */
create function access.refuse_budget(p_key access.api_keys, p_required ledger.microcredits)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_told jsonb := access.describe_key(p_key);
  v_spent bigint := (v_told ->> 'spent')::bigint;
begin
  raise exception 'budget of key % is used up', p_key.id using
    errcode = 'FLBUD',
    detail = pg_catalog.json_build_object(
      'limit_source', 'key_budget',
      'limit', p_key.budget,
      'spent', v_spent,
      'reserved', p_key.reserved,
      -- What would be granted: the service holds that much instead of ending a stream at once.
      'available', greatest(p_key.budget::bigint - v_spent - p_key.reserved::bigint, 0),
      'required', p_required,
      'resets_at', v_told -> 'budget_resets_at'
    )::text,
    hint = 'Wait until the key''s budget begins anew, or use a key with a larger one.';
end;
$$;

revoke all on function access.refuse_budget(access.api_keys, ledger.microcredits) from public;
comment on function access.refuse_budget is 'Raises FLBUD with the key''s budget and what is left.';

commit;
