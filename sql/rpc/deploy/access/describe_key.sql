-- Deploy florin:access/describe_key to pg
-- requires: access/api_keys
-- requires: access/next_budget_reset

begin;

/*
 * What may be told of a key: everything but its hash. A budget whose period has ended is told as
 * the new one, though no request has begun it yet.
 */
create function access.describe_key(p_key access.api_keys)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_is_over boolean := coalesce(p_key.budget_resets_at <= now(), false);
begin
  return jsonb_build_object(
    'id', p_key.id, 'name', p_key.name, 'prefix', p_key.prefix, 'user_id', p_key.user_id,
    'scopes', p_key.scopes, 'expires_at', p_key.expires_at, 'budget', p_key.budget,
    'budget_period', p_key.budget_period,
    'budget_resets_at', case
      when v_is_over then access.next_budget_reset(p_key.budget_period)
      else p_key.budget_resets_at
    end,
    'spent', case when v_is_over then 0 else p_key.spent end,
    'reserved', p_key.reserved, 'requests_per_minute', p_key.requests_per_minute,
    'last_used_at', p_key.last_used_at, 'revoked_at', p_key.revoked_at,
    'created_at', p_key.created_at
  );
end;
$$;

revoke all on function access.describe_key(access.api_keys) from public;
comment on function access.describe_key is 'A key without its secret.';

commit;
