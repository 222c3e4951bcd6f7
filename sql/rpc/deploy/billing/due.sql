-- Deploy florin:billing/due to pg
-- requires: ledger/accounts

begin;

create table billing.due (
  account_id uuid not null,
  due_at timestamptz not null,
  constraint due_pkey primary key (account_id),
  constraint due_account_fkey foreign key (account_id) references ledger.accounts (id)
);

create index due_by_time on billing.due (due_at);

alter table billing.due enable row level security;

comment on table billing.due is
  'When the clock alone next changes what an account''s purchases give.';
comment on column billing.due.account_id is 'The account.';
comment on column billing.due.due_at is 'When.';

commit;
