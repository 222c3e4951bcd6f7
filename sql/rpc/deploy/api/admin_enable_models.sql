-- Deploy florin:api/admin_enable_models to pg
-- requires: catalog/admin_enable_models

begin;

-- Thin and security invoker, as the exposed schema asks.
-- catalog.admin_enable_models has the rules.
create function api.admin_enable_models(p_ids text[], p_enabled boolean)
returns setof catalog.models
language plpgsql
volatile
set search_path = ''
as $$
begin
  return query select * from catalog.admin_enable_models(p_ids, p_enabled);
end;
$$;

revoke all on function api.admin_enable_models(text[], boolean) from public;
grant execute on function api.admin_enable_models(text[], boolean) to authenticated;
comment on function api.admin_enable_models is 'For admins: enables or disables models.';

commit;
