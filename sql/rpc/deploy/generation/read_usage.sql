-- Deploy florin:generation/read_usage to pg
-- requires: generation/find_plan
-- requires: generation/generations
-- requires: generation/read_account

begin;

/*
 * What an account used and was charged in the current calendar month (UTC), with its balance.
 *
 * Raises  FLMEM not a member
 */
create function generation.read_usage(p_account_id uuid, p_user_id uuid)
returns jsonb
language plpgsql
stable
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_start timestamptz := date_trunc('month', now(), 'UTC');
  v_usage jsonb;
begin
  with by_model as (
    select
      g.model_id as model, count(*) as generations, sum(g.input) as input,
      sum(g.cache_read) as cache_read, sum(g.cache_write) as cache_write,
      sum(g.output) as output, sum(g.web_search) as web_search, sum(g.charged) as charged
    from generation.generations as g
    where g.account_id = p_account_id
      and g.created_at >= v_start
      and g.finished_at is not null
    group by g.model_id
  )
  select jsonb_build_object(
    'period_start', v_start,
    'period_end', v_start + interval '1 month',
    'generations', coalesce(sum(m.generations), 0),
    'usage', jsonb_build_object(
      'input', coalesce(sum(m.input), 0), 'cache_read', coalesce(sum(m.cache_read), 0),
      'cache_write', coalesce(sum(m.cache_write), 0), 'output', coalesce(sum(m.output), 0),
      'web_search', coalesce(sum(m.web_search), 0)
    ),
    'charged_microcredits', coalesce(sum(m.charged), 0),
    'by_model', coalesce(jsonb_agg(to_jsonb(m) order by m.charged desc, m.model), '[]')
  )
  into v_usage
  from by_model as m;

  return v_usage || jsonb_build_object(
    'balance', generation.read_account(p_account_id, p_user_id)
  );
end;
$$;

revoke all on function generation.read_usage(uuid, uuid) from public;
grant execute on function generation.read_usage(uuid, uuid) to florin_service;
comment on function generation.read_usage is 'The current month of one account.';

commit;
