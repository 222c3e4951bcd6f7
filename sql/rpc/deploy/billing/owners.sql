-- Deploy florin:billing/owners to pg
-- requires: base/schemas

begin;

create table billing.owners (
  provider text not null,
  environment text not null,
  kind text not null,
  key text not null,
  account_id uuid not null,
  as_of timestamptz not null,
  rank integer not null default 0,
  event_id text not null,
  fact jsonb not null,
  constraint owners_pkey primary key (provider, environment, kind, key),
  constraint store_is_known check (provider in ('stripe', 'apple')),
  constraint environment_is_known check (environment in ('production', 'sandbox')),
  constraint kind_is_known check (kind in ('customer', 'transaction', 'chain'))
);

alter table billing.owners enable row level security;

comment on table billing.owners is
  'Who stands behind a customer, a transaction or a chain, as the stores say.';
comment on column billing.owners.provider is 'stripe or apple.';
comment on column billing.owners.environment is 'production or sandbox.';
comment on column billing.owners.kind is 'customer, transaction or chain.';
comment on column billing.owners.key is 'The store''s name of it.';
comment on column billing.owners.account_id is 'The account named; there may be none such.';
comment on column billing.owners.as_of is 'When the store said so; the latest counts.';
comment on column billing.owners.rank is 'Among what was said at the same time the highest counts.';
comment on column billing.owners.event_id is
  'The event that said so; the greatest, where nothing else decides.';
comment on column billing.owners.fact is 'All it said.';

commit;
