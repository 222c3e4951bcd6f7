-- Deploy florin:billing/read_consumption to pg
-- requires: billing/read_consumption@v0.1.0
-- requires: billing/purchases
-- requires: billing/grants
-- requires: ledger/bucket_rests
-- requires: access/consumption_consents
-- requires: access/merges
-- requires: catalog/products

begin;

/*
 * How much was used of what one of Apple's transactions gave, for whom it may be told: its
 * account's users agreed, and none of them refused. `status` is ready, no_consent or
 * unknown_purchase. `consumed_milli_percent` is in thousandths of a percent of the credits that
 * were granted and not taken back; null where none were, as for a model.
 */
create or replace function billing.read_consumption(p_environment text, p_transaction_id text)
returns jsonb
language plpgsql
stable
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_purchase billing.purchases;
  v_account_id uuid;
  v_kind text;
  v_granted bigint;
  v_left bigint;
begin
  select p.* into v_purchase
  from billing.purchases as p
  where p.provider = 'apple'
    and p.environment = p_environment
    and p.transaction_id = p_transaction_id
    and p.account_id is not null;
  if not found then
    return '{"status": "unknown_purchase"}'::jsonb;
  end if;
  v_account_id := coalesce(
    (select m.into_account_id from access.merges as m where m.account_id = v_purchase.account_id),
    v_purchase.account_id
  );
  if (
    select pg_catalog.bool_and(c.is_given) is distinct from true
    from access.consumption_consents as c
    where c.account_id = v_account_id
  ) then
    return '{"status": "no_consent"}'::jsonb;
  end if;

  select p.kind into v_kind
  from catalog.products as p
  where p.store = 'apple' and p.store_product_id = v_purchase.product;

  select sum(g.granted - g.clawed), sum(least(b.remaining, g.granted - g.clawed))
  into v_granted, v_left
  from billing.grants as g
  join ledger.bucket_rests as b on b.account_id = g.account_id and b.id = g.bucket_id
  -- Wherever it went with a restore: what was spent stayed where it was.
  where g.provider = 'apple'
    and g.environment = p_environment
    and g.transaction_id = p_transaction_id;

  return pg_catalog.jsonb_build_object(
    'status', 'ready',
    'is_delivered', v_kind = 'model_unlock' or coalesce(v_granted, 0) > 0,
    'is_renewable', v_purchase.period_start is not null,
    'had_sample', exists (
      select from ledger.buckets as b
      where b.account_id = v_account_id
        and b.source in ('plan', 'promo')
        and b.created_at < v_purchase.purchased_at
    ),
    'consumed_milli_percent', (v_granted - v_left) * 100000 / nullif(v_granted, 0)
  );
end;
$$;

revoke all on function billing.read_consumption(text, text) from public;
grant execute on function billing.read_consumption(text, text) to florin_worker;
comment on function billing.read_consumption is
  'How much of a purchase was used, if it may be told.';

commit;
