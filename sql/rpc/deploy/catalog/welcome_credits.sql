-- Deploy florin:catalog/welcome_credits to pg
-- requires: base/schemas
-- requires: ledger/unsigned_microcredits

begin;

create table catalog.welcome_credits (
  environment text not null,
  amount ledger.unsigned_microcredits not null,
  expires_after interval,
  constraint welcome_credits_pkey primary key (environment),
  constraint environment_is_known check (environment in ('production', 'development')),
  constraint expires_after_is_positive check (expires_after > interval '0')
);

alter table catalog.welcome_credits enable row level security;

comment on table catalog.welcome_credits is
  'What a device new to the app brings its account, once per device and account.';
comment on column catalog.welcome_credits.environment is
  'Apple''s environment of the devices: production or development.';
comment on column catalog.welcome_credits.amount is 'Credits, µc; 0: nothing is offered.';
comment on column catalog.welcome_credits.expires_after is 'How long they last; null: for ever.';

-- What is given away is the deployment's decision; a developer's device gets nothing until then.
insert into catalog.welcome_credits (environment, amount)
values ('production', 0), ('development', 0);

commit;
