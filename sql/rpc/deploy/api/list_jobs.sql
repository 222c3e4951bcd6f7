-- Deploy florin:api/list_jobs to pg
-- requires: generation/list_jobs

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.list_jobs has the rules.
create function api.list_jobs(p_account_id uuid, p_user_id uuid, p_before text, p_limit integer)
returns json
language plpgsql
stable
set search_path = ''
as $$
begin
  return generation.list_jobs(p_account_id, p_user_id, p_before, p_limit);
end;
$$;

revoke all on function api.list_jobs(uuid, uuid, text, integer) from public;
grant execute on function api.list_jobs(uuid, uuid, text, integer) to florin_service;
comment on function api.list_jobs is 'An account''s jobs, page by page, newest first.';

commit;
