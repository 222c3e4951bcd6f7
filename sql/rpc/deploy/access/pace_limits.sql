-- Deploy florin:access/pace_limits to pg
-- requires: access/account_plans

begin;

/*
 * The limits of an account's pace, each as one of access.read_limits: requests per minute, where
 * its plan has such a limit, and open generations.
 *
 * paced_until is ahead of the clock by the time that the requests so far take at their rate; a
 * minute of it is all of them.
 */
create function access.pace_limits(p_account_id uuid)
returns setof jsonb
language sql
stable
set search_path = ''
as $$
  with
  pace as (
    select
      v.requests_per_minute as per_minute,
      v.max_open_generations as max_open,
      a.open_generations,
      greatest(a.paced_until, now()) as full_at,
      extract(epoch from greatest(a.paced_until, now()) - now()) as ahead_s
    from access.account_plans as p
    join catalog.plan_versions as v on v.id = p.plan_version_id
    join ledger.accounts as a on a.id = p.account_id
    where p.account_id = p_account_id
  ),
  remains as (
    select *, greatest(floor((60 - ahead_s) * per_minute / 60), 0)::integer as requests
    from pace
  )
  select jsonb_build_object(
    'limit_source', 'requests_per_minute', 'limit', r.per_minute,
    'used', r.per_minute - r.requests, 'remaining', r.requests, 'resets_at', r.full_at
  )
  from remains as r
  where r.per_minute is not null
  union all
  select jsonb_build_object(
    'limit_source', 'open_generations', 'limit', r.max_open, 'used', r.open_generations,
    'remaining', greatest(r.max_open - r.open_generations, 0), 'resets_at', null
  )
  from remains as r;
$$;

revoke all on function access.pace_limits(uuid) from public;
comment on function access.pace_limits is 'The limits of an account''s pace.';

commit;
