-- Deploy florin:generation/find_price to pg
-- requires: catalog/prices
-- requires: catalog/routes

begin;

/*
 * The price of the model that a usage line names: a provider may serve part of a generation by
 * another model (fallback, advisor, compaction). Names are matched with what routes call their
 * models, then with our own names, with and without a date at the end. A name that the catalogue
 * lacks costs what the generation's own model costs.
 */
create function generation.find_price(
  p_model text,
  p_at timestamptz,
  p_own catalog.prices
)
returns catalog.prices
language plpgsql
stable
set search_path = ''
as $$
declare
  v_bare text := regexp_replace(p_model, '-\d{8}$|-\d{4}-\d{2}-\d{2}$|@\d{8}$', '');
  v_price catalog.prices;
begin
  select p.* into v_price
  from (
    select r.model_id, r.provider_model as name from catalog.routes as r
    union all
    select m.id, m.id from catalog.models as m
  ) as n
  join catalog.prices as p on p.model_id = n.model_id and p.effective_at <= p_at
  where n.name in (p_model, v_bare)
  order by
    (n.model_id = p_own.model_id) desc, (n.name = p_model) desc, n.model_id, p.effective_at desc
  limit 1;

  return case when v_price.id is null or v_price.model_id = p_own.model_id
    then p_own else v_price end;
end;
$$;

revoke all on function generation.find_price(text, timestamptz, catalog.prices) from public;
comment on function generation.find_price is 'The price version for a provider''s model name.';

commit;
