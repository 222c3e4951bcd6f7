-- Deploy florin:catalog/products to pg
-- requires: catalog/models
-- requires: catalog/plans
-- requires: ledger/unsigned_microcredits

begin;

create table catalog.products (
  id text not null,
  kind text not null,
  store text not null,
  store_product_id text not null,
  metered_price_id text,
  model_id text,
  plan_id text,
  credits ledger.unsigned_microcredits not null default 0,
  trial_credits ledger.unsigned_microcredits,
  price_minor_units bigint not null,
  currency text not null default 'USD',
  enabled boolean not null default true,
  constraint products_pkey primary key (id),
  constraint products_store_key unique (store, store_product_id),
  constraint products_model_fkey foreign key (model_id) references catalog.models (id),
  constraint products_plan_fkey foreign key (plan_id) references catalog.plans (id),
  constraint kind_is_known check (kind in ('model_unlock', 'credit_pack', 'subscription')),
  constraint store_is_known check (store in ('apple', 'stripe')),
  constraint what_is_sold_fits_the_kind check (
    (kind = 'model_unlock') = (model_id is not null)
    and (kind = 'subscription') = (plan_id is not null)
    and (kind = 'credit_pack') = (credits > 0)
  ),
  constraint metered_price_is_of_a_subscription check (
    metered_price_id is null or (kind = 'subscription' and store = 'stripe')
  ),
  constraint price_is_not_negative check (price_minor_units >= 0),
  constraint currency_is_iso_4217 check (currency ~ '^[A-Z]{3}$')
);

create index products_model on catalog.products (model_id);
create index products_plan on catalog.products (plan_id);

alter table catalog.products enable row level security;

comment on table catalog.products is 'What the stores sell: unlocked models, credits, plans.';
comment on column catalog.products.id is 'Our name of it.';
comment on column catalog.products.kind is 'model_unlock, credit_pack or subscription.';
comment on column catalog.products.store is 'apple or stripe.';
comment on column catalog.products.store_product_id is
  'The store''s own name: product id (Apple) or price id (Stripe).';
comment on column catalog.products.metered_price_id is
  'The Stripe price that overage of the plan is billed at, sold along with it; null is none.';
comment on column catalog.products.model_id is 'The model it unlocks.';
comment on column catalog.products.plan_id is 'The plan it subscribes to.';
comment on column catalog.products.credits is 'The credits it adds, µc.';
comment on column catalog.products.trial_credits is
  'Of a subscription: the credits of a free trial, µc; null is those of any period.';
comment on column catalog.products.price_minor_units is 'Price to show, in cents or the like.';
comment on column catalog.products.currency is 'ISO 4217.';
comment on column catalog.products.enabled is 'Whether it is offered.';

commit;
