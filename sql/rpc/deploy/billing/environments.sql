-- Deploy florin:billing/environments to pg
-- requires: ledger/unsigned_microcredits

begin;

create table billing.environments (
  provider text not null,
  environment text not null,
  policy text not null,
  allowance ledger.unsigned_microcredits not null default 0,
  constraint environments_pkey primary key (provider, environment),
  constraint store_is_known check (provider in ('stripe', 'apple')),
  constraint environment_is_known check (environment in ('production', 'sandbox')),
  constraint policy_is_known check (policy in ('full', 'allowance', 'ignore'))
);

-- Money of a sandbox is no money: anybody with a test device has it. Credits as of $1.
insert into billing.environments (provider, environment, policy, allowance)
values
  ('stripe', 'production', 'full', 0),
  ('apple', 'production', 'full', 0),
  ('stripe', 'sandbox', 'allowance', 100000000),
  ('apple', 'sandbox', 'allowance', 100000000);

alter table billing.environments enable row level security;

comment on table billing.environments is 'What purchases of each store and environment may do.';
comment on column billing.environments.provider is 'stripe or apple.';
comment on column billing.environments.environment is 'production or sandbox.';
comment on column billing.environments.policy is
  'full; allowance: entitles, but gives the allowance only, once; ignore.';
comment on column billing.environments.allowance is 'What an account gets in all, µc.';

commit;
