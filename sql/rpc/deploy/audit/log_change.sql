-- Deploy florin:audit/log_change to pg
-- requires: audit/write_log
-- requires: catalog/models
-- requires: catalog/routes
-- requires: catalog/providers
-- requires: catalog/prices
-- requires: catalog/unit_prices
-- requires: catalog/route_costs
-- requires: catalog/plans
-- requires: catalog/plan_versions
-- requires: catalog/products
-- requires: access/entitlements
-- requires: access/account_plans

begin;

/*
 * Trigger: logs a changed row, before and after, where an admin's function is at work (it named
 * itself by audit.begin_action) or the database owner, as in Studio. What the service, the workers
 * and users change by their own functions is no admin's deed. Arguments: the table's key columns.
 */
create function audit.log_change()
returns trigger
language plpgsql
volatile
-- Definer: whoever may edit these tables need not have rights on the log.
security definer
set search_path = ''
as $$
declare
  v_action text := nullif(pg_catalog.current_setting('florin.action', true), '');
  v_before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  v_after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  v_row jsonb := coalesce(v_after, v_before);
  v_key text;
begin
  if v_action is null and not pg_catalog.pg_has_role(
    session_user, (select c.relowner from pg_catalog.pg_class as c where c.oid = tg_relid), 'member'
  ) then
    return null;
  end if;
  if v_before = v_after then
    return null;
  end if;

  select string_agg(v_row ->> k.name, '/' order by k.position) into v_key
  from unnest(tg_argv) with ordinality as k (name, position);
  perform audit.write_log(
    coalesce(v_action, lower(tg_op)), tg_table_schema || '.' || tg_table_name || ' ' || v_key,
    (v_row ->> 'account_id')::uuid, v_before, v_after
  );

  return null;
end;
$$;

revoke all on function audit.log_change() from public;
comment on function audit.log_change is 'Logs what admins and the database owner change.';

create trigger models_are_logged
after insert or update or delete on catalog.models
for each row execute function audit.log_change('id');

create trigger routes_are_logged
after insert or update or delete on catalog.routes
for each row execute function audit.log_change('id');

create trigger providers_are_logged
after insert or update or delete on catalog.providers
for each row execute function audit.log_change('id');

create trigger prices_are_logged
after insert on catalog.prices
for each row execute function audit.log_change('id');

create trigger unit_prices_are_logged
after insert on catalog.unit_prices
for each row execute function audit.log_change('price_id', 'unit', 'resolution');

create trigger route_costs_are_logged
after insert on catalog.route_costs
for each row execute function audit.log_change('id');

create trigger plans_are_logged
after insert or update or delete on catalog.plans
for each row execute function audit.log_change('id');

create trigger plan_versions_are_logged
after insert on catalog.plan_versions
for each row execute function audit.log_change('id');

create trigger products_are_logged
after insert or update or delete on catalog.products
for each row execute function audit.log_change('id');

create trigger entitlements_are_logged
after insert or update or delete on access.entitlements
for each row execute function audit.log_change('account_id', 'id');

create trigger account_plans_are_logged
after insert or update or delete on access.account_plans
for each row execute function audit.log_change('account_id');

commit;
