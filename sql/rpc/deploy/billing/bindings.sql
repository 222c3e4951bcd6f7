-- Deploy florin:billing/bindings to pg
-- requires: ledger/accounts

begin;

create table billing.bindings (
  provider text not null,
  environment text not null,
  chain_id text not null,
  account_id uuid not null,
  user_id uuid not null,
  created_at timestamptz not null default now(),
  constraint bindings_pkey primary key (provider, environment, chain_id),
  constraint store_is_known check (provider in ('stripe', 'apple')),
  constraint environment_is_known check (environment in ('production', 'sandbox')),
  constraint bindings_account_fkey foreign key (account_id) references ledger.accounts (id)
);

create index bindings_account on billing.bindings (account_id);

alter table billing.bindings enable row level security;

comment on table billing.bindings is
  'Whose a chain is because they restored it. Decisions: a rebuild keeps them.';
comment on column billing.bindings.provider is 'stripe or apple.';
comment on column billing.bindings.environment is 'production or sandbox.';
comment on column billing.bindings.chain_id is 'The chain.';
comment on column billing.bindings.account_id is 'Whose it is.';
comment on column billing.bindings.user_id is 'Who restored it.';
comment on column billing.bindings.created_at is 'When.';

commit;
