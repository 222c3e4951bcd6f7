-- Deploy florin:billing/verify to pg
-- requires: billing/grants
-- requires: billing/purchases
-- requires: ledger/buckets
-- requires: ledger/violation

begin;

/*
 * Every invariant of purchases, for one account or all: each receipt has its bucket, with the same
 * credits granted and taken back; each bucket of a store has its receipt; what rolled over is what
 * its bucket says; nothing was granted that was never paid. Empty means that all is well.
 */
create function billing.verify(p_account_id uuid default null)
returns setof ledger.violation
language sql
stable
set search_path = ''
as $$
  select g.account_id, 'receipt_and_bucket_differ',
    jsonb_build_object('receipt', to_jsonb(g), 'bucket', to_jsonb(b))
  from billing.grants as g
  left join ledger.buckets as b on (b.account_id, b.id) = (g.account_id, g.bucket_id)
  where (p_account_id is null or g.account_id = p_account_id)
    and (b.granted, b.clawed) is distinct from (g.granted, g.clawed)
  union all
  select g.account_id, 'rollover_and_bucket_differ',
    jsonb_build_object('receipt', to_jsonb(g), 'bucket', to_jsonb(b))
  from billing.grants as g
  left join ledger.buckets as b on (b.account_id, b.id) = (g.account_id, g.rollover_bucket_id)
  where (p_account_id is null or g.account_id = p_account_id)
    and coalesce(b.granted, 0) <> g.rolled_over
  union all
  select b.account_id, 'bucket_has_no_receipt', to_jsonb(b)
  from ledger.buckets as b
  where (p_account_id is null or b.account_id = p_account_id)
    and b.source in ('plan', 'purchase')
    and b.source_ref ~ '^(rollover:)?(apple|stripe):(production|sandbox):'
    and not exists (
      select
      from billing.grants as g
      where g.account_id = b.account_id
        and b.id in (g.bucket_id, g.rollover_bucket_id)
    )
  union all
  select g.account_id, 'grant_was_never_paid', to_jsonb(g)
  from billing.grants as g
  where (p_account_id is null or g.account_id = p_account_id)
    and not exists (
      select
      from billing.purchases as p
      where (p.provider, p.environment, p.transaction_id, p.product)
        = (g.provider, g.environment, g.transaction_id, g.product)
        and p.was_paid
    );
$$;

revoke all on function billing.verify(uuid) from public;
grant execute on function billing.verify(uuid) to service_role;
grant select on billing.grants, billing.purchases to service_role;
comment on function billing.verify is
  'Broken invariants of purchases; empty means that all is well.';

commit;
