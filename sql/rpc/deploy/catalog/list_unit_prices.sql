-- Deploy florin:catalog/list_unit_prices to pg
-- requires: catalog/unit_prices

begin;

/*
 * Prices per unit as a list in order: those given, or, where that is null, those of a price
 * version.
 */
create function catalog.list_unit_prices(p_given jsonb, p_price_id bigint)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'unit', l.unit, 'resolution', l.resolution, 'microcredits', l.microcredits
    ) order by l.unit, l.resolution
  ), '[]')
  from (
    select g.unit, coalesce(g.resolution, '') as resolution, g.microcredits
    from jsonb_to_recordset(p_given) as g (
      unit catalog.price_unit, resolution text, microcredits bigint
    )
    where p_given is not null
    union all
    select u.unit, u.resolution, u.microcredits
    from catalog.unit_prices as u
    where p_given is null and u.price_id = p_price_id
  ) as l;
$$;

revoke all on function catalog.list_unit_prices(jsonb, bigint) from public;
comment on function catalog.list_unit_prices is 'Prices per unit as a list in order.';

commit;
