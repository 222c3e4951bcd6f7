-- Deploy florin:ledger/buckets to pg
-- requires: ledger/accounts
-- requires: ledger/bucket_source

begin;

create table ledger.buckets (
  account_id uuid not null,
  id bigint not null generated always as identity,
  source ledger.bucket_source not null,
  source_ref text not null,
  granted ledger.microcredits not null,
  remaining ledger.unsigned_microcredits not null,
  lapsed ledger.unsigned_microcredits not null default 0,
  clawed ledger.unsigned_microcredits not null default 0,
  clawed_elsewhere ledger.unsigned_microcredits not null default 0,
  clawback_refs text[] not null default '{}',
  priority smallint not null default 100,
  effective_at timestamptz not null default now(),
  expires_at timestamptz,
  activated_at timestamptz,
  created_at timestamptz not null default now(),
  constraint buckets_pkey primary key (account_id, id),
  constraint buckets_source_key unique (account_id, source, source_ref),
  constraint buckets_account_fkey foreign key (account_id) references ledger.accounts (id)
)
with (fillfactor = 70);

alter table ledger.buckets enable row level security;

comment on table ledger.buckets is
  'Credits in, one row per grant. Burned by priority, then soonest expiry, then age.';
comment on column ledger.buckets.account_id is 'Whose credits.';
comment on column ledger.buckets.id is 'Order of arrival.';
comment on column ledger.buckets.source is 'plan, purchase, promo, admin or reversal.';
comment on column ledger.buckets.source_ref is
  'What was granted for; the same source and ref never grants twice.';
comment on column ledger.buckets.granted is 'Credits granted, µc.';
comment on column ledger.buckets.remaining is 'Credits left, µc; 0 until the bucket is active.';
comment on column ledger.buckets.lapsed is
  'Credits that lapsed unspent and were not taken back since, µc.';
comment on column ledger.buckets.clawed is 'Credits taken back by refunds, µc.';
comment on column ledger.buckets.clawed_elsewhere is
  'Of those, what was spent before and so came out of other credits or became debt, µc.';
comment on column ledger.buckets.clawback_refs is 'The refunds that took them; each counts once.';
comment on column ledger.buckets.priority is 'Lower burns first.';
comment on column ledger.buckets.effective_at is 'From when the credits can be spent.';
comment on column ledger.buckets.expires_at is 'When what is left lapses; null is never.';
comment on column ledger.buckets.activated_at is 'When the credits were posted; null is pending.';
comment on column ledger.buckets.created_at is 'When the grant was made.';

commit;
