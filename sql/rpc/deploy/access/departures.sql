-- Deploy florin:access/departures to pg
-- requires: ledger/accounts

begin;

-- No foreign key: Auth's deletion of a user must not wait for whoever has the account's row.
create table access.departures (
  account_id uuid not null,
  due_at timestamptz not null default now(),
  constraint departures_pkey primary key (account_id)
);

create index departures_due on access.departures (due_at);

alter table access.departures enable row level security;

comment on table access.departures is
  'Accounts that a member left, for the worker that closes those nobody is left of.';
comment on column access.departures.account_id is 'The account.';
comment on column access.departures.due_at is 'When the worker looks at it next.';

commit;
