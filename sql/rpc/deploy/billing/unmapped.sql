-- Deploy florin:billing/unmapped to pg
-- requires: base/schemas

begin;

create table billing.unmapped (
  provider text not null,
  product text not null,
  seen_at timestamptz not null default now(),
  constraint unmapped_pkey primary key (provider, product),
  constraint store_is_known check (provider in ('stripe', 'apple'))
);

alter table billing.unmapped enable row level security;

comment on table billing.unmapped is 'What was bought and is not in catalog.products.';
comment on column billing.unmapped.provider is 'stripe or apple.';
comment on column billing.unmapped.product is 'The store''s name of it.';
comment on column billing.unmapped.seen_at is 'Since when; told of then.';

commit;
