-- Deploy florin:billing/subscriptions to pg
-- requires: base/schemas

begin;

-- Names of the stores come first in keys: they tell rows apart, provider and environment do not.
create table billing.subscriptions (
  provider text not null,
  environment text not null,
  chain_id text not null,
  account_id uuid,
  owner_key text,
  state text not null,
  is_entitled boolean not null,
  product text not null,
  period_start timestamptz,
  period_end timestamptz,
  will_renew boolean not null default false,
  next_product text,
  entitled_until timestamptz,
  is_family_shared boolean not null default false,
  as_of timestamptz not null,
  rank integer not null default 0,
  event_id text not null,
  fact jsonb not null,
  constraint subscriptions_pkey primary key (chain_id, provider, environment),
  constraint store_is_known check (provider in ('stripe', 'apple')),
  constraint environment_is_known check (environment in ('production', 'sandbox')),
  constraint state_is_known check (
    state in ('trialing', 'active', 'grace', 'past_due', 'paused', 'canceled', 'expired')
  )
);

create index subscriptions_account on billing.subscriptions (account_id);
create index subscriptions_owner on billing.subscriptions (owner_key)
where owner_key is not null;
create index subscriptions_product on billing.subscriptions (product);

-- For the worker that asks about those that are over.
create index subscriptions_entitled_until on billing.subscriptions (provider, entitled_until)
where is_entitled;

alter table billing.subscriptions enable row level security;

comment on table billing.subscriptions is 'Subscriptions, in the same words for every store.';
comment on column billing.subscriptions.provider is 'stripe or apple.';
comment on column billing.subscriptions.environment is 'production or sandbox.';
comment on column billing.subscriptions.chain_id is
  'The store''s number of it; Apple: the original transaction.';
comment on column billing.subscriptions.account_id is
  'Whose it is, before merges of accounts; null: nobody known.';
comment on column billing.subscriptions.owner_key is 'The store''s customer.';
comment on column billing.subscriptions.state is
  'trialing, active, grace, past_due, paused, canceled or expired.';
comment on column billing.subscriptions.is_entitled is 'Whether it gives its plan.';
comment on column billing.subscriptions.product is 'The store''s name of what it is for.';
comment on column billing.subscriptions.period_start is 'The current period.';
comment on column billing.subscriptions.period_end is 'Its end.';
comment on column billing.subscriptions.will_renew is 'Whether it goes on after that.';
comment on column billing.subscriptions.next_product is 'What it goes on with; null is the same.';
comment on column billing.subscriptions.entitled_until is
  'When it ends unless something newer is heard.';
comment on column billing.subscriptions.is_family_shared is
  'Whether somebody else of the family pays.';
comment on column billing.subscriptions.as_of is 'When the store said so; the latest counts.';
comment on column billing.subscriptions.rank is
  'Among what was said at the same time the highest counts.';
comment on column billing.subscriptions.event_id is
  'The event that said so; the greatest, where nothing else decides.';
comment on column billing.subscriptions.fact is 'All it said.';

commit;
