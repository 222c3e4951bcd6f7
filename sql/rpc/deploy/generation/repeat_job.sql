-- Deploy florin:generation/repeat_job to pg
-- requires: generation/describe_repeat
-- requires: generation/describe_job

begin;

/*
 * Answers a job whose idempotency key or id was seen before: the job as it is now. Null: it is new.
 *
 * Raises  FLKEY the key was used for another request
 */
create function generation.repeat_job(
  p_account_id uuid,
  p_job_id uuid,
  p_idempotency_key text,
  p_request_hash bytea
)
returns json
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_repeat json := generation.describe_repeat(
    p_account_id, p_job_id, p_idempotency_key, p_request_hash
  );
  v_job generation.jobs;
begin
  if v_repeat is null then
    return null;
  end if;

  select * into v_job
  from generation.jobs as j
  where j.account_id = p_account_id and j.id = (v_repeat ->> 'generation_id')::uuid;
  if not found then
    raise exception 'the idempotency key was used for a generation' using
      errcode = 'FLKEY',
      detail = json_build_object('generation_id', v_repeat -> 'generation_id')::text,
      hint = 'Use a new Idempotency-Key for a new request.';
  end if;

  return json_build_object('status', 'replayed', 'job', generation.describe_job(v_job));
end;
$$;

revoke all on function generation.repeat_job(uuid, uuid, text, bytea) from public;
comment on function generation.repeat_job is 'What to answer to a repeated job.';

commit;
