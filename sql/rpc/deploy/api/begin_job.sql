-- Deploy florin:api/begin_job to pg
-- requires: generation/begin_job

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.begin_job has the rules.
create function api.begin_job(
  p_account_id uuid, p_user_id uuid, p_job_id uuid, p_input jsonb, p_idempotency_key text,
  p_request_hash bytea, p_key_id uuid default null
)
returns json
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.begin_job(
    p_account_id, p_user_id, p_job_id, p_input, p_idempotency_key, p_request_hash, p_key_id
  );
end;
$$;

revoke all on function api.begin_job(uuid, uuid, uuid, jsonb, text, bytea, uuid) from public;
grant execute on function api.begin_job(uuid, uuid, uuid, jsonb, text, bytea, uuid)
to florin_service;
comment on function api.begin_job is 'Authorises one job, holds its price, enqueues it.';

commit;
