-- Deploy florin:billing/list_rollovers to pg
-- requires: billing/grants
-- requires: billing/purchases
-- requires: catalog/plan_versions
-- requires: catalog/products
-- requires: billing/find_version

begin;

/*
 * What is to go on into each period of the account from those before it in its chain, in order of
 * time: the credits that lapsed there, and what would still, up to the cap of the ended plan. The
 * next period is the first that begins when one has ended and is not refunded as a whole.
 */
create function billing.list_rollovers(p_account_id uuid)
returns table (
  bucket_id bigint,
  rollover_bucket_id bigint,
  period_end timestamptz,
  from_bucket_ids bigint[],
  cap bigint
)
language sql
stable
set search_path = ''
as $$
  with
  periods as (
    select g.*, p.chain_id, p.period_start, p.period_end
    from billing.grants as g
    join billing.purchases as p
      on (p.provider, p.environment, p.transaction_id, p.product)
      = (g.provider, g.environment, g.transaction_id, g.product)
    where g.account_id = p_account_id
      and p.period_end is not null
  ),
  followed as (
    select
      e.*,
      (
        select n.bucket_id
        from periods as n
        where (n.provider, n.environment, n.chain_id) = (e.provider, e.environment, e.chain_id)
          and n.period_start >= e.period_end
          and n.clawed < n.granted
        order by n.period_start, n.period_end desc, n.transaction_id, n.product
        limit 1
      ) as next_bucket_id,
      (billing.find_version(c.plan_id, e.period_start)).rollover_cap as rollover_cap
    from periods as e
    left join catalog.products as c
      on (c.store, c.store_product_id) = (e.provider, e.product)
  )
  select
    n.bucket_id, n.rollover_bucket_id, n.period_end,
    coalesce(
      array_agg(f.bucket_id) || array_agg(f.rollover_bucket_id)
        filter (where f.rollover_bucket_id is not null),
      '{}'
    ),
    coalesce(
      (array_agg(f.rollover_cap order by f.period_end desc, f.period_start desc, f.product))[1], 0
    )
  from periods as n
  left join followed as f on f.next_bucket_id = n.bucket_id and n.period_start <= now()
  group by n.bucket_id, n.rollover_bucket_id, n.period_start, n.period_end
  having count(f.bucket_id) > 0 or n.rollover_bucket_id is not null
  order by n.period_start, n.period_end, n.bucket_id;
$$;

revoke all on function billing.list_rollovers(uuid) from public;
comment on function billing.list_rollovers is 'What is to go on into each period.';

commit;
