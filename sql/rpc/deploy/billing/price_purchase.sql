-- Deploy florin:billing/price_purchase to pg
-- requires: billing/purchases
-- requires: billing/find_version
-- requires: catalog/products

begin;

/*
 * The credits that one whole of a purchase gives: of the pack, of a period under the plan as it was
 * when the period began, or of a free trial, µc. 0 where it gives none.
 */
create function billing.price_purchase(p_purchase billing.purchases, p_product catalog.products)
returns bigint
language sql
stable
set search_path = ''
as $$
  select case
    when p_purchase.is_family_shared then 0
    when p_product.kind = 'credit_pack' then p_product.credits
    when p_product.kind = 'subscription' then coalesce(
      case when p_purchase.is_trial then p_product.trial_credits end,
      (billing.find_version(
        p_product.plan_id, coalesce(p_purchase.period_start, p_purchase.purchased_at)
      )).included
    )
    else 0
  end;
$$;

revoke all on function billing.price_purchase(billing.purchases, catalog.products) from public;
comment on function billing.price_purchase is 'The credits that one whole of a purchase gives.';

commit;
