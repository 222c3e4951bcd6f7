-- Deploy florin:billing/measure_reversed to pg
-- requires: billing/purchases
-- requires: billing/reversals
-- requires: billing/payments

begin;

/*
 * The share of a purchase that refunds, disputes and revocations take back, 0 to 1: all of them
 * together take it once.
 */
create function billing.measure_reversed(p_purchase billing.purchases)
returns numeric
language sql
stable
set search_path = ''
as $$
  select least(coalesce(sum(
    case
      when r.share_ppm is not null then r.share_ppm / 1000000::numeric
      when r.amount is not null and p_purchase.amount > 0
        then r.amount::numeric / p_purchase.amount
      else 1
    end
  ), 0), 1)
  from billing.reversals as r
  where (r.provider, r.environment) = (p_purchase.provider, p_purchase.environment)
    and r.state = 'active'
    and r.payment_id in (
      select p_purchase.transaction_id
      union all
      select y.payment_id
      from billing.payments as y
      where (y.provider, y.environment, y.transaction_id)
        = (p_purchase.provider, p_purchase.environment, p_purchase.transaction_id)
    );
$$;

revoke all on function billing.measure_reversed(billing.purchases) from public;
comment on function billing.measure_reversed is 'The share of a purchase that was taken back.';

commit;
