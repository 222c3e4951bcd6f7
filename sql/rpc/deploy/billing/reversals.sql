-- Deploy florin:billing/reversals to pg
-- requires: base/schemas

begin;

create table billing.reversals (
  provider text not null,
  environment text not null,
  reversal_id text not null,
  kind text not null,
  payment_id text not null,
  state text not null,
  amount bigint,
  share_ppm integer,
  because text,
  as_of timestamptz not null,
  rank integer not null default 0,
  event_id text not null,
  fact jsonb not null,
  constraint reversals_pkey primary key (provider, environment, reversal_id),
  constraint store_is_known check (provider in ('stripe', 'apple')),
  constraint environment_is_known check (environment in ('production', 'sandbox')),
  constraint kind_is_known check (kind in ('refund', 'dispute', 'revocation')),
  constraint state_is_known check (state in ('active', 'inactive')),
  constraint amount_is_not_negative check (amount >= 0),
  constraint share_is_not_negative check (share_ppm >= 0)
);

create index reversals_payment on billing.reversals (provider, environment, payment_id);

alter table billing.reversals enable row level security;

comment on table billing.reversals is 'Refunds, disputes and revocations.';
comment on column billing.reversals.provider is 'stripe or apple.';
comment on column billing.reversals.environment is 'production or sandbox.';
comment on column billing.reversals.reversal_id is 'The store''s number of it.';
comment on column billing.reversals.kind is 'refund, dispute or revocation.';
comment on column billing.reversals.payment_id is
  'The payment or the transaction that is reversed.';
comment on column billing.reversals.state is 'active, or inactive: failed, won, taken back.';
comment on column billing.reversals.amount is 'Of the transaction''s amount, in its smallest unit.';
comment on column billing.reversals.share_ppm is 'Or its share, millionths; neither: all of it.';
comment on column billing.reversals.because is 'The store''s reason.';
comment on column billing.reversals.as_of is 'When the store said so; the latest counts.';
comment on column billing.reversals.rank is
  'Among what was said at the same time the highest counts.';
comment on column billing.reversals.event_id is
  'The event that said so; the greatest, where nothing else decides.';
comment on column billing.reversals.fact is 'All it said.';

commit;
