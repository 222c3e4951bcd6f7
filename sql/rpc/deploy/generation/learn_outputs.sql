-- Deploy florin:generation/learn_outputs to pg
-- requires: generation/generations
-- requires: catalog/models
-- requires: access/keep_standings

begin;

/*
 * Learns how long the replies to these accounts usually are: of each model's newest 100 completed
 * ones the length that four in five do not exceed. From five replies on, so that the longest never
 * decides alone; of the newest 500 generations and 28 days, so that habits may change and the work
 * is bounded; of the 32 models used most. At least a quarter of the model's step, at most what it
 * may write. Made of what is recorded and nothing else: it may run twice.
 *
 * It sizes holds, never charges, so an account whose row somebody else has is left for next time
 * rather than waited for; so is one of whose members somebody is leaving, for a member may leave
 * several accounts at once, and standings follow the plan.
 *
 * Locks   access.account_plans and access.standings rows, skipping locked ones
 */
create function generation.learn_outputs(p_account_ids uuid[])
returns void
language sql
volatile
set search_path = ''
as $$
  with planned as materialized (
    select a.account_id, a.usual_outputs
    from access.account_plans as a
    where a.account_id = any(p_account_ids)
    for no key update skip locked
  ), standing as materialized (
    select s.account_id, s.user_id
    from access.standings as s
    where s.account_id = any(p_account_ids)
    for no key update skip locked
  ), free as materialized (
    select p.account_id, p.usual_outputs
    from planned as p
    where not exists (
      select
      from access.standings as s
      left join standing as h on h.account_id = s.account_id and h.user_id = s.user_id
      where s.account_id = p.account_id
        and h.user_id is null
    )
  )
  update access.account_plans as a
  set usual_outputs = u.outputs
  from free as f
  cross join lateral (
    select jsonb_object_agg(m.model_id, m.tokens) as outputs
    from (
      select
        r.model_id,
        greatest(c.hold_step_tokens / 4, least(
          percentile_disc(0.8) within group (order by r.output), c.max_output_tokens
        )) as tokens
      from (
        select
          g.model_id, g.output,
          row_number() over (partition by g.model_id order by g.created_at desc) as nth
        from (
          select n.model_id, n.output, n.status, n.created_at
          from generation.generations as n
          where n.account_id = f.account_id
            and n.created_at > now() - interval '28 days'
          order by n.created_at desc
          limit 500
        ) as g
        where g.status = 'completed'
          and g.output > 0
      ) as r
      join catalog.models as c on c.id = r.model_id
      where r.nth <= 100
      group by r.model_id, c.hold_step_tokens, c.max_output_tokens
      having count(*) >= 5
      order by count(*) desc, r.model_id
      limit 32
    ) as m
  ) as u
  where a.account_id = f.account_id
    and u.outputs is distinct from f.usual_outputs;
$$;

revoke all on function generation.learn_outputs(uuid[]) from public;
comment on function generation.learn_outputs is 'Learns how long replies to accounts usually are.';

commit;
