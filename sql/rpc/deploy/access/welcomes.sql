-- Deploy florin:access/welcomes to pg
-- requires: base/schemas
-- requires: ledger/unsigned_microcredits

begin;

create table access.welcomes (
  account_id uuid not null,
  environment text not null,
  amount ledger.unsigned_microcredits not null,
  check_id uuid not null,
  given_at timestamptz not null default now(),
  constraint welcomes_pkey primary key (account_id, environment)
);

alter table access.welcomes enable row level security;

comment on table access.welcomes is
  'Accounts that had their welcome credits. Stays when they are merged or closed.';
comment on column access.welcomes.account_id is 'The account, or one that it was merged into.';
comment on column access.welcomes.environment is 'As in catalog.welcome_credits.';
comment on column access.welcomes.amount is 'What was granted, µc.';
comment on column access.welcomes.check_id is 'The check of access.device_checks it came of.';
comment on column access.welcomes.given_at is 'When.';

commit;
