-- Deploy florin:generation/learn_offers to pg
-- requires: generation/daily_usage
-- requires: access/account_plans_usual_outputs
-- requires: catalog/offers_usual_output_tokens

begin;

/*
 * Learns what a model's replies are usually as long as for accounts that have no history with it:
 * the middle of what is usual for those that have. One voice for each account, so that a busy one
 * counts as much as any other; from ten accounts on and in steps of 128 tokens, so that nobody's
 * use can be read from what others hold. Of at most 2,000 rows of the last week's sums.
 *
 * Locks   catalog.offers rows, skipping locked ones: somebody is deriving them anew
 */
create function generation.learn_offers()
returns void
language sql
volatile
set search_path = ''
as $$
  with free as materialized (
    select o.model_id, o.api, o.valid_from
    from catalog.offers as o
    for no key update skip locked
  ),
  figures as (
    select
      u.key as model_id,
      128 * ceil(
        percentile_disc(0.5) within group (order by u.value::integer) / 128.0
      )::integer as tokens
    from (
      select distinct n.account_id
      from (
        select d.account_id
        from generation.daily_usage as d
        where d.day >= (now() at time zone 'UTC')::date - 7
        order by d.day desc, d.account_id desc
        limit 2000
      ) as n
    ) as s
    -- Looked up one by one: for a join the planner may read the plans of all accounts there are.
    cross join lateral (
      select p.usual_outputs
      from access.account_plans as p
      where p.account_id = s.account_id
      offset 0
    ) as a
    cross join lateral jsonb_each(a.usual_outputs) as u
    group by u.key
    having count(*) >= 10
  )
  update catalog.offers as o
  set usual_output_tokens = least(g.tokens, o.max_output_tokens)
  from free as f
  join figures as g on g.model_id = f.model_id
  where o.model_id = f.model_id
    and o.api = f.api
    and o.valid_from = f.valid_from
    and o.usual_output_tokens is distinct from least(g.tokens, o.max_output_tokens);
$$;

revoke all on function generation.learn_offers() from public;
comment on function generation.learn_offers is 'Learns how long replies of models usually are.';

commit;
