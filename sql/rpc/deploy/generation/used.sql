-- Deploy florin:generation/used to pg
-- requires: generation/generations

begin;

/*
 * What an account used from p_from to p_to, by UTC day and model. The one place that says where
 * usage is read from: whoever keeps old days elsewhere adds them here.
 */
create function generation.used(p_account_id uuid, p_from timestamptz, p_to timestamptz)
returns table (
  day date,
  model_id text,
  generations bigint,
  input bigint,
  cache_read bigint,
  cache_write bigint,
  output bigint,
  web_search bigint,
  charged bigint
)
language sql
stable
set search_path = ''
as $$
  select
    (g.created_at at time zone 'UTC')::date,
    g.model_id,
    count(*),
    coalesce(sum(g.input), 0)::bigint,
    coalesce(sum(g.cache_read), 0)::bigint,
    coalesce(sum(g.cache_write), 0)::bigint,
    coalesce(sum(g.output), 0)::bigint,
    coalesce(sum(g.web_search), 0)::bigint,
    coalesce(sum(g.charged), 0)::bigint
  from generation.generations as g
  where g.account_id = p_account_id
    and g.created_at >= p_from
    and g.created_at < p_to
    and g.finished_at is not null
  group by 1, 2;
$$;

revoke all on function generation.used(uuid, timestamptz, timestamptz) from public;
comment on function generation.used is 'What an account used, by day and model.';

commit;
