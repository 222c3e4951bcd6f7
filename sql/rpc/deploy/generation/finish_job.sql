-- Deploy florin:generation/finish_job to pg
-- requires: generation/end_job
-- requires: generation/describe_job
-- requires: generation/count_delivered
-- requires: access/refuse_argument

begin;

/*
 * A verdict on a job, from whoever has it first: see generation.end_job. What is paid for is
 * p_delivered, or counted from its results. A success that delivered nothing is a failure.
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
  p_source text,
  p_delivered integer default null
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
  v_outcome generation.job_status;
  v_error jsonb := nullif(p_error, 'null');
  v_delivered integer := 0;
  v_ended record;
begin
  if p_outcome is null or p_outcome not in ('succeeded', 'failed', 'canceled', 'expired') then
    perform access.refuse_argument('outcome', 'succeeded, failed, canceled or expired');
  end if;
  if jsonb_typeof(v_results) <> 'array' then
    perform access.refuse_argument('results', 'a list');
  end if;

  v_outcome := p_outcome::generation.job_status;
  if v_outcome = 'succeeded' then
    v_error := null;
    select least(
      j.quantity,
      coalesce(p_delivered, generation.count_delivered(j.unit, j.quantity, v_results))
    ) into v_delivered
    from generation.jobs as j
    where j.account_id = p_account_id and j.id = p_job_id;
    if v_delivered = 0 then
      v_outcome := 'failed';
      v_error := jsonb_build_object(
        'code', 'no_results', 'message', 'The provider finished without a result.'
      );
    end if;
  end if;

  select * into v_ended
  from generation.end_job(
    p_account_id, p_job_id, v_outcome, v_results, v_error, p_source, v_delivered
  );
  return json_build_object(
    'won', v_ended.o_won, 'job', generation.describe_job(v_ended.o_job)
  );
end;
$$;

revoke all on function generation.finish_job(uuid, uuid, text, jsonb, jsonb, text, integer)
from public;
grant execute on function generation.finish_job(uuid, uuid, text, jsonb, jsonb, text, integer)
to florin_service;
grant execute on function generation.finish_job(uuid, uuid, text, jsonb, jsonb, text, integer)
to florin_worker;
comment on function generation.finish_job is 'A verdict on a job: the first one counts.';

commit;
