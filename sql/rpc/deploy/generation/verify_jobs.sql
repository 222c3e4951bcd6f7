-- Deploy florin:generation/verify_jobs to pg
-- requires: ledger/violation
-- requires: generation/jobs
-- requires: generation/generations

begin;

/*
 * Jobs and generations that contradict each other: one open and the other not, other amounts, an
 * outcome that is not the other's, or one without the other. A job outlives its generation's
 * archiving, but never its own end.
 */
create function generation.verify_jobs(p_account_id uuid default null)
returns setof ledger.violation
language sql
stable
set search_path = ''
as $$
  select
    coalesce(j.account_id, g.account_id), 'job_and_generation_differ',
    jsonb_build_object('job', to_jsonb(j), 'generation', to_jsonb(g))
  from (
    -- Not what was asked for, which whoever verifies need not read.
    select account_id, id, status, quantity, rate, hold, delivered, charged, finished_at
    from generation.jobs
    where p_account_id is null or account_id = p_account_id
  ) as j
  full join (
    select *
    from generation.generations
    where api = 'jobs' and (p_account_id is null or account_id = p_account_id)
  ) as g on g.account_id = j.account_id and g.id = j.id
  where case
    when g.id is null then j.finished_at is null
    else j.id is null
      or j.hold <> g.hold
      or j.charged is distinct from g.charged
      or j.charged <> case
        when j.status = 'succeeded' then j.hold - (j.quantity - j.delivered) * j.rate else 0 end
      or g.status::text <> case
        when j.finished_at is null then 'running'
        when j.status = 'succeeded' then 'completed'
        when j.status = 'failed' then 'provider_failed'
        else j.status::text
      end
    end;
$$;

revoke all on function generation.verify_jobs(uuid) from public;
comment on function generation.verify_jobs is 'Jobs and generations that contradict each other.';

commit;
