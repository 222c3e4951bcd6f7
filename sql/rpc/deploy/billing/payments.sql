-- Deploy florin:billing/payments to pg
-- requires: base/schemas

begin;

create table billing.payments (
  provider text not null,
  environment text not null,
  payment_id text not null,
  transaction_id text not null,
  as_of timestamptz not null,
  rank integer not null default 0,
  event_id text not null,
  fact jsonb not null,
  constraint payments_pkey primary key (provider, environment, payment_id),
  constraint store_is_known check (provider in ('stripe', 'apple')),
  constraint environment_is_known check (environment in ('production', 'sandbox'))
);

create index payments_transaction on billing.payments (provider, environment, transaction_id);

alter table billing.payments enable row level security;

comment on table billing.payments is 'Which transaction a payment paid.';
comment on column billing.payments.provider is 'stripe or apple.';
comment on column billing.payments.environment is 'production or sandbox.';
comment on column billing.payments.payment_id is 'The payment.';
comment on column billing.payments.transaction_id is 'What it paid.';
comment on column billing.payments.as_of is 'When the store said so; the latest counts.';
comment on column billing.payments.rank is
  'Among what was said at the same time the highest counts.';
comment on column billing.payments.event_id is
  'The event that said so; the greatest, where nothing else decides.';
comment on column billing.payments.fact is 'All it said.';

commit;
