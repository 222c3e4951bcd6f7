-- Deploy florin:billing/measure_kept to pg
-- requires: billing/measure_reversed

begin;

/*
 * The share of a purchase's credits that is kept, 0 to 1. Nothing where it is not paid after all. A
 * period that another product of the same chain cut short keeps its share of time; a refund of the
 * rest of it is the same rest, and not taken twice.
 */
create function billing.measure_kept(p_purchase billing.purchases)
returns numeric
language sql
stable
set search_path = ''
as $$
  select case when p_purchase.state <> 'paid' then 0 else least(
    1 - billing.measure_reversed(p_purchase),
    (
      select extract(epoch from min(q.period_start) - p_purchase.period_start)
        / extract(epoch from p_purchase.period_end - p_purchase.period_start)
      from billing.purchases as q
      where (q.provider, q.environment, q.chain_id)
        = (p_purchase.provider, p_purchase.environment, p_purchase.chain_id)
        and q.product <> p_purchase.product
        and q.state = 'paid'
        and q.period_start > p_purchase.period_start
        and q.period_start < p_purchase.period_end
    )
  ) end;
$$;

revoke all on function billing.measure_kept(billing.purchases) from public;
comment on function billing.measure_kept is 'The share of a purchase that is kept.';

commit;
