-- Deploy florin:billing/customers to pg
-- requires: base/schemas

begin;

create table billing.customers (
  account_id uuid not null,
  provider text not null,
  environment text not null,
  customer_id text not null,
  created_at timestamptz not null default now(),
  constraint customers_pkey primary key (account_id, provider, environment),
  constraint environment_is_known check (environment in ('production', 'sandbox')),
  constraint customer_id_is_bounded check (length(customer_id) between 1 and 255)
);

alter table billing.customers enable row level security;

comment on table billing.customers is
  'The customer that an account has with a store, one each, made when it first buys something.';
comment on column billing.customers.account_id is 'Whose customer it is.';
comment on column billing.customers.provider is 'The store: stripe.';
comment on column billing.customers.environment is 'production or sandbox.';
comment on column billing.customers.customer_id is 'The store''s own name of the customer.';
comment on column billing.customers.created_at is 'When it was written.';

commit;
