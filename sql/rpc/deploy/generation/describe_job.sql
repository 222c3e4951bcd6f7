-- Deploy florin:generation/describe_job to pg
-- requires: generation/publish_job

begin;

/*
 * A job as its user is told: what every route and function for users answers.
 */
create function generation.describe_job(p_job generation.jobs)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return to_jsonb(generation.publish_job(p_job)) - 'account_id';
end;
$$;

revoke all on function generation.describe_job(generation.jobs) from public;
comment on function generation.describe_job is 'A job as its user is told.';

commit;
