-- Deploy florin:api/create_job to pg
-- requires: generation/create_my_job

begin;

-- Thin and security invoker, as the exposed schema asks. For signed-in users.
-- generation.create_my_job has the rules.
create function api.create_job(p_input jsonb, p_idempotency_key text default null)
returns json
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.create_my_job(p_input, p_idempotency_key);
end;
$$;

revoke all on function api.create_job(jsonb, text) from public;
grant execute on function api.create_job(jsonb, text) to authenticated;
comment on function api.create_job is 'Begins a job for the signed-in user.';

commit;
