-- Deploy florin:catalog/admin_enable_models to pg
-- requires: catalog/refuse_model
-- requires: catalog/tell_of_model
-- requires: audit/begin_action
-- requires: audit/log_change

begin;

/*
 * For admins: enables or disables models, all or none. Doing it again changes nothing.
 *
 * Raises  FLADM not an admin · FLMOD no such model · 23514 the default model is not disabled
 * Locks   catalog.models against other editors; readers go on
 */
create function catalog.admin_enable_models(p_ids text[], p_enabled boolean)
returns setof catalog.models
language plpgsql
volatile
-- Definer: admins have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_unknown text;
begin
  perform audit.begin_action('admin_enable_models');
  lock table catalog.models in share row exclusive mode;

  select i.id into v_unknown
  from unnest(p_ids) as i (id)
  where not exists (select from catalog.models as m where m.id = i.id)
  limit 1;
  if found then
    perform catalog.refuse_model(v_unknown);
  end if;

  update catalog.models as m
  set enabled = p_enabled
  where m.id = any(p_ids) and m.enabled <> p_enabled;

  return query select * from catalog.models as m where m.id = any(p_ids) order by m.id;
end;
$$;

revoke all on function catalog.admin_enable_models(text[], boolean) from public;
grant execute on function catalog.admin_enable_models(text[], boolean) to authenticated;
comment on function catalog.admin_enable_models is 'For admins: enables or disables models.';

commit;
