-- Deploy florin:generation/find_price to pg
-- requires: catalog/prices
-- requires: generation/bill
-- requires: catalog/routes

begin;

/*
 * A bill at the rates of the model that a usage line names: a provider may serve part of a generation by
 * another model (fallback, advisor, compaction). Names are matched with what routes call their
 * models, then with our own names, with and without a date at the end. A name that the catalogue
 * lacks costs what the generation's own model costs.
 */
create function generation.find_price(
  p_model text,
  p_bill generation.bill
)
returns generation.bill
language plpgsql
stable
set search_path = ''
as $$
declare
  v_bare text := regexp_replace(p_model, '-\d{8}$|-\d{4}-\d{2}-\d{2}$|@\d{8}$', '');
  v_bill generation.bill := p_bill;
begin
  select p.model_id, p.input, p.cache_read, p.cache_write, p.output, p.web_search
  into
    v_bill.model_id, v_bill.input, v_bill.cache_read, v_bill.cache_write, v_bill.output,
    v_bill.web_search
  from (
    select r.model_id, r.provider_model as name from catalog.routes as r
    union all
    select m.id, m.id from catalog.models as m
  ) as n
  join catalog.prices as p on p.model_id = n.model_id and p.effective_at <= p_bill.created_at
  where n.name in (p_model, v_bare)
  order by
    (n.model_id = p_bill.model_id) desc, (n.name = p_model) desc, n.model_id,
    p.effective_at desc
  limit 1;

  return case when v_bill.model_id is null or v_bill.model_id = p_bill.model_id
    then p_bill else v_bill end;
end;
$$;

revoke all on function generation.find_price(text, generation.bill) from public;
comment on function generation.find_price is 'The price version for a provider''s model name.';

commit;
