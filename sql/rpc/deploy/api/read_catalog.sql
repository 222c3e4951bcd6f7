-- Deploy florin:api/read_catalog to pg
-- requires: api/read_catalog@v0.1.0
-- requires: catalog/list_models

begin;

-- A type cannot be replaced. A service of the release before asks for it as text, too.
-- squawk-ignore ban-drop-function
drop function api.read_catalog(uuid, uuid);

-- Thin and security invoker, as the exposed schema asks.
-- catalog.list_models has the rules.
create function api.read_catalog(p_account_id uuid, p_user_id uuid)
returns json
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
