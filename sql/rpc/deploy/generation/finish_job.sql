-- Deploy florin:generation/finish_job to pg
-- requires: generation/end_job
-- requires: generation/describe_job
-- requires: access/refuse_argument

begin;

/*
 * A verdict on a job, from whoever has it first: see generation.end_job.
 *
 * Raises  FLARG no such outcome, or results that are no list · FLJOB no such job
 * Locks   as generation.end_job
 */
create function generation.finish_job(
  p_account_id uuid,
  p_job_id uuid,
  p_outcome text,
  p_results jsonb,
  p_error jsonb,
  p_source text
)
returns json
language plpgsql
volatile
-- Definer: service and workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_results jsonb := coalesce(nullif(p_results, 'null'), '[]');
  v_ended record;
begin
  if p_outcome is null or p_outcome not in ('succeeded', 'failed', 'canceled', 'expired') then
    perform access.refuse_argument('outcome', 'succeeded, failed, canceled or expired');
  end if;
  if jsonb_typeof(v_results) <> 'array' then
    perform access.refuse_argument('results', 'a list');
  end if;

  select * into v_ended
  from generation.end_job(
    p_account_id, p_job_id, p_outcome::generation.job_status, v_results,
    case when p_outcome <> 'succeeded' then nullif(p_error, 'null') end, p_source
  );
  return json_build_object(
    'won', v_ended.o_won, 'job', generation.describe_job(v_ended.o_job)
  );
end;
$$;

revoke all on function generation.finish_job(uuid, uuid, text, jsonb, jsonb, text) from public;
grant execute on function generation.finish_job(uuid, uuid, text, jsonb, jsonb, text)
to florin_service;
grant execute on function generation.finish_job(uuid, uuid, text, jsonb, jsonb, text)
to florin_worker;
comment on function generation.finish_job is 'A verdict on a job: the first one counts.';

commit;
