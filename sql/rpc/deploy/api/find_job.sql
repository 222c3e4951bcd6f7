-- Deploy florin:api/find_job to pg
-- requires: generation/find_job

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.find_job has the rules.
create function api.find_job(p_provider text, p_provider_request_id text)
returns json
language plpgsql
stable
set search_path = ''
as $$
begin
  return generation.find_job(p_provider, p_provider_request_id);
end;
$$;

revoke all on function api.find_job(text, text) from public;
grant execute on function api.find_job(text, text) to florin_service;
comment on function api.find_job is 'Whose job a provider''s number is.';

commit;
