-- Deploy florin:generation/read_one to pg
-- requires: generation/find_plan
-- requires: generation/generations

begin;

/*
 * The public facts of one generation, or null where the account has none of that id.
 *
 * Raises  FLMEM not a member
 */
create function generation.read_one(p_account_id uuid, p_user_id uuid, p_generation_id uuid)
returns jsonb
language plpgsql
stable
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_generation jsonb;
begin
  perform generation.find_plan(p_account_id, p_user_id);

  select jsonb_build_object(
    'id', g.id, 'model', g.model_id, 'status', g.status, 'api', g.api, 'stream', g.stream,
    'on_disconnect', g.on_disconnect, 'replica', g.replica, 'hold', g.hold,
    'created_at', g.created_at, 'finished_at', g.finished_at,
    'usage', case when g.usage_source is not null then jsonb_build_object(
      'input', g.input, 'cache_read', g.cache_read, 'cache_write', g.cache_write,
      'output', g.output, 'web_search', g.web_search
    ) end,
    'usage_source', g.usage_source, 'iterations', coalesce(g.iterations, '[]'),
    'charged_microcredits', g.charged, 'uncollected_microcredits', g.uncollected,
    'http_status', g.http_status, 'error', g.error
  )
  into v_generation
  from generation.generations as g
  where g.account_id = p_account_id
    and g.id = p_generation_id;

  return v_generation;
end;
$$;

revoke all on function generation.read_one(uuid, uuid, uuid) from public;
grant execute on function generation.read_one(uuid, uuid, uuid) to florin_service;
comment on function generation.read_one is 'The public facts of one generation.';

commit;
