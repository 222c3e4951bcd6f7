-- Deploy florin:ledger/bucket_rests to pg
-- requires: ledger/accounts_burning_rest

begin;

create view ledger.bucket_rests
with (security_invoker = true)
as
select
  b.account_id, b.id, b.source, b.source_ref, b.granted,
  case
    when b.id = a.burning_bucket_id and a.burning_rest is not null then a.burning_rest
    else b.remaining
  end as remaining,
  b.lapsed, b.clawed, b.clawed_elsewhere, b.clawback_refs, b.priority, b.effective_at,
  b.expires_at, b.activated_at, b.created_at
from ledger.buckets as b
join ledger.accounts as a on a.id = b.account_id;

revoke all on ledger.bucket_rests from public;
grant select on ledger.bucket_rests to service_role;
comment on view ledger.bucket_rests is
  'ledger.buckets as they truly are: for whoever does not hold the account''s lock and had what is '
  'left of them written back (ledger.book_burning).';
comment on column ledger.bucket_rests.account_id is 'Whose credits.';
comment on column ledger.bucket_rests.id is 'Order of arrival.';
comment on column ledger.bucket_rests.source is 'As in ledger.buckets.';
comment on column ledger.bucket_rests.source_ref is 'As in ledger.buckets.';
comment on column ledger.bucket_rests.granted is 'Credits granted, µc.';
comment on column ledger.bucket_rests.remaining is
  'Credits left, µc; 0 until the bucket is active.';
comment on column ledger.bucket_rests.lapsed is 'As in ledger.buckets.';
comment on column ledger.bucket_rests.clawed is 'As in ledger.buckets.';
comment on column ledger.bucket_rests.clawed_elsewhere is 'As in ledger.buckets.';
comment on column ledger.bucket_rests.clawback_refs is 'As in ledger.buckets.';
comment on column ledger.bucket_rests.priority is 'Lower burns first.';
comment on column ledger.bucket_rests.effective_at is
  'From when the credits can be spent.';
comment on column ledger.bucket_rests.expires_at is 'When what is left lapses; null is never.';
comment on column ledger.bucket_rests.activated_at is
  'When the credits were posted; null is pending.';
comment on column ledger.bucket_rests.created_at is 'When the grant was made.';

commit;
