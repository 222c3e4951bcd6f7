-- Deploy florin:billing/grants to pg
-- requires: ledger/buckets

begin;

create table billing.grants (
  account_id uuid not null,
  provider text not null,
  environment text not null,
  transaction_id text not null,
  product text not null,
  part integer not null default 1,
  bucket_id bigint not null,
  unit ledger.microcredits not null,
  granted ledger.unsigned_microcredits not null,
  clawed ledger.unsigned_microcredits not null default 0,
  rollover_bucket_id bigint,
  rolled_over ledger.unsigned_microcredits not null default 0,
  created_at timestamptz not null default now(),
  constraint grants_pkey primary key (
    account_id, provider, environment, transaction_id, product, part
  ),
  constraint store_is_known check (provider in ('stripe', 'apple')),
  constraint environment_is_known check (environment in ('production', 'sandbox')),
  constraint grants_bucket_fkey
    foreign key (account_id, bucket_id) references ledger.buckets (account_id, id)
    deferrable initially deferred,
  constraint clawed_is_within_granted check (clawed <= granted)
);

-- A purchase is granted once, on whichever account: the two must not be on different shards.
create unique index grants_purchase
on billing.grants (transaction_id, product, part, provider, environment);

-- For the foreign key.
create index grants_bucket on billing.grants (account_id, bucket_id);

alter table billing.grants enable row level security;

comment on table billing.grants is
  'The receipt book: what was granted for which purchase. Written only with the ledger.';
comment on column billing.grants.account_id is 'Where the credits are, or were spent.';
comment on column billing.grants.provider is 'stripe or apple.';
comment on column billing.grants.environment is 'production or sandbox.';
comment on column billing.grants.transaction_id is 'The purchase.';
comment on column billing.grants.product is 'What was bought.';
comment on column billing.grants.part is
  'More than one where what was left moved to another account; the last is what is left.';
comment on column billing.grants.bucket_id is 'The credits, see ledger.buckets.';
comment on column billing.grants.unit is 'What one whole of it gives, µc, as it was when granted.';
comment on column billing.grants.granted is 'Credits granted, µc.';
comment on column billing.grants.clawed is 'Of those, taken back, µc.';
comment on column billing.grants.rollover_bucket_id is
  'What went on into its period from the one before, see ledger.buckets.';
comment on column billing.grants.rolled_over is 'How much that is, µc.';
comment on column billing.grants.created_at is 'When it was granted.';

commit;
