-- Deploy florin:api/list_served_models to pg
-- requires: catalog/list_served_models

begin;

-- Thin and security invoker, as the exposed schema asks.
-- catalog.list_served_models has the rules.
create function api.list_served_models()
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return catalog.list_served_models();
end;
$$;

revoke all on function api.list_served_models() from public;
grant execute on function api.list_served_models() to florin_service;
comment on function api.list_served_models is 'The models that can be asked for now.';

commit;
