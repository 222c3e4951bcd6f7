-- Deploy florin:api/admin_save_models to pg
-- requires: catalog/admin_save_models

begin;

-- Thin and security invoker, as the exposed schema asks.
-- catalog.admin_save_models has the rules.
create function api.admin_save_models(p_models jsonb)
returns setof catalog.models
language plpgsql
volatile
set search_path = ''
as $$
begin
  return query select * from catalog.admin_save_models(p_models);
end;
$$;

revoke all on function api.admin_save_models(jsonb) from public;
grant execute on function api.admin_save_models(jsonb) to authenticated;
comment on function api.admin_save_models is 'For admins: creates and edits models.';

commit;
