-- Deploy florin:api/record_progress to pg
-- requires: generation/record_progress

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.record_progress has the rules.
create function api.record_progress(
  p_account_id uuid, p_generation_id uuid, p_usage jsonb, p_hold_seconds integer
)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.record_progress(p_account_id, p_generation_id, p_usage, p_hold_seconds);
end;
$$;

revoke all on function api.record_progress(uuid, uuid, jsonb, integer) from public;
grant execute on function api.record_progress(uuid, uuid, jsonb, integer) to florin_service;
comment on function api.record_progress is 'Heartbeat of a running generation.';

commit;
