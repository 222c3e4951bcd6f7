-- Deploy florin:catalog/admin_save_routes to pg
-- requires: catalog/routes
-- requires: catalog/check_members
-- requires: catalog/refuse_model
-- requires: audit/begin_action
-- requires: audit/log_change

begin;

/*
 * For admins: adds and edits routes of one model, all or none. Each object names its position and
 * the columns to set; a new one needs provider_id, provider_model and apis. Doing it again changes
 * nothing.
 *
 * Raises  FLADM not an admin · FLMOD no such model · FLARG not such a list, or an unknown member
 *         23502, 23503, 23514, 22P02 a value that its column does not take
 * Locks   catalog.routes against other editors; readers go on
 */
create function catalog.admin_save_routes(p_model_id text, p_routes jsonb)
returns setof catalog.routes
language plpgsql
volatile
-- Definer: admins have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_given jsonb;
  v_route catalog.routes;
begin
  perform audit.begin_action('admin_save_routes');
  perform catalog.check_members('p_routes', p_routes, 'position', array[
    'position', 'provider_id', 'provider_model', 'apis', 'enabled'
  ]);
  if not exists (select from catalog.models where id = p_model_id) then
    perform catalog.refuse_model(p_model_id);
  end if;

  lock table catalog.routes in share row exclusive mode;
  for v_given in select r from jsonb_array_elements(p_routes) as r loop
    select * into v_route
    from catalog.routes as r
    where r.model_id = p_model_id and r.position = (v_given ->> 'position')::smallint;
    if found then
      v_route := jsonb_populate_record(v_route, v_given);
      update catalog.routes as r
      set
        provider_id = v_route.provider_id,
        provider_model = v_route.provider_model,
        apis = v_route.apis,
        enabled = v_route.enabled
      where r.id = v_route.id;
    else
      v_route := jsonb_populate_record(null::catalog.routes, '{"enabled": true}' || v_given);
      insert into catalog.routes (
        model_id, position, provider_id, provider_model, apis, enabled
      )
      values (
        p_model_id, v_route.position, v_route.provider_id, v_route.provider_model, v_route.apis,
        v_route.enabled
      );
    end if;
  end loop;

  return query select * from catalog.routes as r where r.model_id = p_model_id order by r.position;
end;
$$;

revoke all on function catalog.admin_save_routes(text, jsonb) from public;
grant execute on function catalog.admin_save_routes(text, jsonb) to authenticated;
comment on function catalog.admin_save_routes is 'For admins: adds and edits routes of a model.';

commit;
