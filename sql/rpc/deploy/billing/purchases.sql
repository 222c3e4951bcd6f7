-- Deploy florin:billing/purchases to pg
-- requires: base/schemas

begin;

create table billing.purchases (
  provider text not null,
  environment text not null,
  transaction_id text not null,
  product text not null,
  account_id uuid,
  chain_id text not null,
  owner_key text,
  state text not null,
  was_paid boolean not null,
  quantity integer not null default 1,
  purchased_at timestamptz not null,
  period_start timestamptz,
  period_end timestamptz,
  share_ppm integer not null default 1000000,
  is_trial boolean not null default false,
  is_family_shared boolean not null default false,
  amount bigint,
  currency text,
  as_of timestamptz not null,
  rank integer not null default 0,
  event_id text not null,
  fact jsonb not null,
  constraint purchases_pkey primary key (provider, environment, transaction_id, product),
  constraint store_is_known check (provider in ('stripe', 'apple')),
  constraint environment_is_known check (environment in ('production', 'sandbox')),
  constraint state_is_known check (state in ('paid', 'pending', 'failed', 'void')),
  constraint quantity_is_positive check (quantity > 0),
  constraint share_is_not_negative check (share_ppm >= 0),
  constraint period_is_a_span check (period_end > period_start)
);

create index purchases_account on billing.purchases (account_id);
create index purchases_chain on billing.purchases (provider, environment, chain_id);
create index purchases_owner on billing.purchases (provider, environment, owner_key)
where owner_key is not null;
create index purchases_product on billing.purchases (provider, product);

alter table billing.purchases enable row level security;

comment on table billing.purchases is
  'What was bought: a row for each product of each transaction, whoever owns it.';
comment on column billing.purchases.provider is 'stripe or apple.';
comment on column billing.purchases.environment is 'production or sandbox.';
comment on column billing.purchases.transaction_id is
  'The transaction; Stripe: payment intent or invoice.';
comment on column billing.purchases.product is 'The store''s name of what was bought.';
comment on column billing.purchases.account_id is
  'Whose it is, before merges of accounts; null: nobody known.';
comment on column billing.purchases.chain_id is
  'The subscription it belongs to, or the transaction itself.';
comment on column billing.purchases.owner_key is 'The store''s customer.';
comment on column billing.purchases.state is 'paid, pending, failed or void.';
comment on column billing.purchases.was_paid is 'Whether it was paid at any time.';
comment on column billing.purchases.quantity is 'How many.';
comment on column billing.purchases.purchased_at is 'When.';
comment on column billing.purchases.period_start is 'Of a subscription: the period paid for.';
comment on column billing.purchases.period_end is 'Its end.';
comment on column billing.purchases.share_ppm is
  'The part of the period that was paid, millionths.';
comment on column billing.purchases.is_trial is 'Whether the period is a free trial.';
comment on column billing.purchases.is_family_shared is
  'Whether somebody else of the family bought it.';
comment on column billing.purchases.amount is
  'What the whole transaction cost, in its smallest unit.';
comment on column billing.purchases.currency is 'ISO 4217.';
comment on column billing.purchases.as_of is 'When the store said so; the latest counts.';
comment on column billing.purchases.rank is
  'Among what was said at the same time the highest counts.';
comment on column billing.purchases.event_id is
  'The event that said so; the greatest, where nothing else decides.';
comment on column billing.purchases.fact is 'All it said.';

commit;
