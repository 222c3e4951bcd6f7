-- Deploy florin:billing/find_subscription to pg
-- requires: billing/list_accounts
-- requires: billing/measure_reversed
-- requires: billing/environments
-- requires: billing/find_version
-- requires: billing/subscriptions
-- requires: catalog/products

begin;

/*
 * The subscription that decides on the account's plan: of those that entitle now the one with most
 * credits, with the period that runs and what comes after it. One whose running period was
 * refunded as a whole entitles to nothing. A renewal that was paid early begins when its period
 * does; one whose purchase is heard of before the subscription is begins with that.
 */
create function billing.find_subscription(p_account_id uuid)
returns table (
  version_id bigint,
  period_start timestamptz,
  period_end timestamptz,
  next_plan_id text
)
language sql
stable
set search_path = ''
as $$
  select (v.version).id, r.period_start, r.period_end, n.plan_id
  from billing.subscriptions as s
  join billing.environments as e
    on (e.provider, e.environment) = (s.provider, s.environment)
    and e.policy <> 'ignore'
  left join lateral (
    select p as purchase
    from billing.purchases as p
    where (p.provider, p.environment, p.chain_id) = (s.provider, s.environment, s.chain_id)
      and p.was_paid
      and p.period_start <= now()
    order by p.period_start desc, p.purchased_at desc, p.transaction_id desc, p.product
    limit 1
  ) as l on true
  cross join lateral (
    select
      coalesce(s.period_start > now(), false) as is_early,
      coalesce((l.purchase).period_start >= s.period_end, false) as is_late
  ) as f
  cross join lateral (
    select
      case when f.is_early then coalesce((l.purchase).product, s.product)
        else s.product end as product,
      coalesce(
        case when f.is_early or f.is_late then (l.purchase).period_start end, s.period_start,
        s.as_of
      ) as period_start,
      coalesce(
        case when f.is_early or f.is_late then (l.purchase).period_end end, s.period_end,
        s.entitled_until, 'infinity'
      ) as period_end
  ) as r
  join catalog.products as c
    on (c.store, c.store_product_id) = (s.provider, r.product)
    and c.kind = 'subscription'
  cross join lateral (select billing.find_version(c.plan_id, r.period_start) as version) as v
  left join catalog.products as n
    on s.will_renew
    and (n.store, n.store_product_id) = (s.provider, coalesce(s.next_product, s.product))
    and n.plan_id <> c.plan_id
  where s.account_id = any(billing.list_accounts(p_account_id))
    and s.is_entitled
    and greatest(coalesce(s.entitled_until, 'infinity'), (l.purchase).period_end) > now()
    and ((v.version).id) is not null
    and coalesce(
      (l.purchase).state = 'paid' and billing.measure_reversed(l.purchase) < 1, true
    )
  order by
    (v.version).included desc, r.period_end desc, s.provider, s.environment desc, s.chain_id
  limit 1;
$$;

revoke all on function billing.find_subscription(uuid) from public;
comment on function billing.find_subscription is
  'The subscription that decides on an account''s plan.';

commit;
