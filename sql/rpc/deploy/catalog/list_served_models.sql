-- Deploy florin:catalog/list_served_models to pg
-- requires: catalog/routes
-- requires: catalog/prices
-- requires: catalog/list_unit_prices

begin;

/*
 * The models that can be asked for now, with the endpoints that serve them and their prices.
 */
create function catalog.list_served_models()
returns jsonb
language sql
stable
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', m.id, 'display_name', m.display_name, 'kind', m.kind, 'created_at', m.created_at,
    'max_output_tokens', m.max_output_tokens, 'apis', s.apis,
    'price', to_jsonb(p) - 'id' - 'model_id' - 'effective_at',
    'unit_prices', catalog.list_unit_prices(null, p.id)
  ) order by m.id), '[]')
  from catalog.models as m
  cross join lateral (
    select array_agg(distinct a order by a) as apis
    from catalog.routes as r
    join catalog.providers as v on v.id = r.provider_id and v.enabled
    cross join lateral unnest(r.apis) as a
    where r.model_id = m.id and r.enabled
  ) as s
  cross join lateral (
    select * from catalog.prices as q
    where q.model_id = m.id and q.effective_at <= now()
    order by q.effective_at desc
    limit 1
  ) as p
  where m.enabled and s.apis is not null;
$$;

revoke all on function catalog.list_served_models() from public;
grant execute on function catalog.list_served_models() to florin_service;
comment on function catalog.list_served_models is 'The models that can be asked for now.';

commit;
