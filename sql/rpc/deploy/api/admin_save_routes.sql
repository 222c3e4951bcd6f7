-- Deploy florin:api/admin_save_routes to pg
-- requires: catalog/admin_save_routes

begin;

-- Thin and security invoker, as the exposed schema asks.
-- catalog.admin_save_routes has the rules.
create function api.admin_save_routes(p_model_id text, p_routes jsonb)
returns setof catalog.routes
language plpgsql
volatile
set search_path = ''
as $$
begin
  return query select * from catalog.admin_save_routes(p_model_id, p_routes);
end;
$$;

revoke all on function api.admin_save_routes(text, jsonb) from public;
grant execute on function api.admin_save_routes(text, jsonb) to authenticated;
comment on function api.admin_save_routes is 'For admins: adds and edits routes of a model.';

commit;
