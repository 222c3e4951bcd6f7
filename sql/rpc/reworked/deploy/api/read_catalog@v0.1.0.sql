-- Deploy florin:api/read_catalog to pg
-- requires: catalog/list_models

begin;

-- Thin and security invoker, as the exposed schema asks.
-- catalog.list_models has the rules.
create function api.read_catalog(p_account_id uuid, p_user_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return catalog.list_models(p_account_id, p_user_id);
end;
$$;

revoke all on function api.read_catalog(uuid, uuid) from public;
grant execute on function api.read_catalog(uuid, uuid) to florin_service;
comment on function api.read_catalog is 'The catalogue as one user sees it.';

commit;
