-- Deploy florin:billing/count_units to pg
-- requires: billing/purchases
-- requires: catalog/products

begin;

/*
 * How many wholes of its product a purchase is: several packs, or the part of a period.
 */
create function billing.count_units(p_purchase billing.purchases, p_kind text)
returns numeric
language sql
immutable
set search_path = ''
as $$
  select case when p_kind = 'credit_pack' then p_purchase.quantity else 1 end
    * p_purchase.share_ppm / 1000000::numeric;
$$;

revoke all on function billing.count_units(billing.purchases, text) from public;
comment on function billing.count_units is 'How many wholes a purchase is.';

commit;
