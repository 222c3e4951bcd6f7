-- Deploy florin:generation/find_job to pg
-- requires: generation/jobs

begin;

/*
 * Whose job a provider's number is; null where it is nobody's (any more). For webhooks, which know
 * no account.
 */
create function generation.find_job(p_provider text, p_provider_request_id text)
returns json
language plpgsql
stable
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_found json;
begin
  select json_build_object('account_id', j.account_id, 'id', j.id) into v_found
  from generation.jobs as j
  where j.provider_request_id = p_provider_request_id
    and j.provider_id = p_provider
  limit 1;
  return v_found;
end;
$$;

revoke all on function generation.find_job(text, text) from public;
grant execute on function generation.find_job(text, text) to florin_service;
comment on function generation.find_job is 'Whose job a provider''s number is.';

commit;
