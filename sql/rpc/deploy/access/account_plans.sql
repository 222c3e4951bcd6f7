-- Deploy florin:access/account_plans to pg
-- requires: ledger/accounts
-- requires: catalog/plans

begin;

create table access.account_plans (
  account_id uuid not null,
  plan_id text not null,
  since timestamptz not null default now(),
  constraint account_plans_pkey primary key (account_id),
  constraint account_plans_account_fkey foreign key (account_id) references ledger.accounts (id),
  constraint account_plans_plan_fkey foreign key (plan_id) references catalog.plans (id)
);

create index account_plans_plan on access.account_plans (plan_id);

alter table access.account_plans enable row level security;

comment on table access.account_plans is 'The plan of each account.';
comment on column access.account_plans.account_id is 'The account.';
comment on column access.account_plans.plan_id is 'Its plan.';
comment on column access.account_plans.since is 'Since when.';

commit;
