-- Deploy florin:billing/grant_purchase to pg
-- requires: billing/grants
-- requires: billing/price_purchase
-- requires: billing/count_units
-- requires: ledger/grant_credits

begin;

/*
 * Grants what a purchase gives, once, and writes the receipt. A period's credits lapse with it.
 *
 * Raises  FLACC closed account
 * Locks   nothing: the caller holds the account's row
 */
create function billing.grant_purchase(
  p_account_id uuid,
  p_purchase billing.purchases,
  p_product catalog.products
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_unit bigint := billing.price_purchase(p_purchase, p_product);
  v_amount bigint := floor(v_unit * billing.count_units(p_purchase, p_product.kind));
  v_bucket ledger.buckets;
begin
  if v_amount <= 0 then
    return;
  end if;

  v_bucket := ledger.grant_credits(
    p_account_id,
    case p_product.kind when 'credit_pack' then 'purchase' else 'plan' end::ledger.bucket_source,
    pg_catalog.concat_ws(
      ':', p_purchase.provider, p_purchase.environment, p_purchase.transaction_id,
      p_purchase.product
    ),
    v_amount,
    p_effective_at => case p_product.kind
      when 'credit_pack' then now()
      else coalesce(p_purchase.period_start, now()) end,
    p_expires_at => case p_product.kind when 'subscription' then p_purchase.period_end end
  );
  insert into billing.grants (
    account_id, provider, environment, transaction_id, product, bucket_id, unit, granted
  )
  values (
    p_account_id, p_purchase.provider, p_purchase.environment, p_purchase.transaction_id,
    p_purchase.product, v_bucket.id, v_unit, v_amount
  );
end;
$$;

revoke all on function billing.grant_purchase(
  uuid, billing.purchases, catalog.products
) from public;
comment on function billing.grant_purchase is 'Grants what a purchase gives, once.';

commit;
