-- Deploy florin:access/record_refusal to pg
-- requires: audit/emit

begin;

/*
 * Tells that a limit was hit. A call of its own: the refusal itself rolled back, and whatever it
 * had written with it. The service calls it after it has answered, once per minute at most for the
 * same account, model and limit.
 */
create function access.record_refusal(
  p_account_id uuid,
  p_user_id uuid,
  p_model text,
  p_limit_source text
)
returns void
language sql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
  select audit.emit(
    p_account_id,
    'model_rate_limit_hit',
    pg_catalog.jsonb_build_object(
      'user_id', p_user_id, 'model', pg_catalog.left(p_model, 200), 'limit_source', p_limit_source
    )
  );
$$;

revoke all on function access.record_refusal(uuid, uuid, text, text) from public;
grant execute on function access.record_refusal(uuid, uuid, text, text) to florin_service;
comment on function access.record_refusal is 'Tells that a limit was hit.';

commit;
