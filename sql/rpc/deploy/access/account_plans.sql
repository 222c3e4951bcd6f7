-- Deploy florin:access/account_plans to pg
-- requires: ledger/accounts
-- requires: catalog/plan_versions
-- requires: access/add_months
-- requires: access/plan_slice

begin;

create table access.account_plans (
  account_id uuid not null,
  plan_version_id bigint not null,
  source text not null default 'default',
  anchor timestamptz not null default now(),
  period integer not null default 0,
  period_start timestamptz not null default now(),
  period_end timestamptz not null default access.add_months(now(), 1),
  next_plan_id text,
  own_source text,
  own_plan_id text,
  slice_at timestamptz,
  constraint account_plans_pkey primary key (account_id),
  constraint account_plans_account_fkey foreign key (account_id) references ledger.accounts (id),
  constraint account_plans_version_fkey
    foreign key (plan_version_id) references catalog.plan_versions (id),
  constraint account_plans_next_plan_fkey foreign key (next_plan_id) references catalog.plans (id),
  constraint account_plans_own_plan_fkey foreign key (own_plan_id) references catalog.plans (id),
  constraint own_source_is_known check (own_source in ('default', 'admin')),
  constraint source_is_known check (source in ('default', 'admin', 'subscription')),
  constraint period_is_a_span check (period_end > period_start)
);

create index account_plans_version on access.account_plans (plan_version_id);
create index account_plans_next_plan on access.account_plans (next_plan_id)
where next_plan_id is not null;
create index account_plans_own_plan on access.account_plans (own_plan_id)
where own_plan_id is not null;
-- For the worker that begins the next period; a store begins those of its subscriptions.
create index account_plans_due on access.account_plans (period_end)
where source <> 'subscription';
-- For the worker that bills overage.
create index account_plans_slices on access.account_plans (slice_at) where slice_at is not null;

create trigger account_plans_plan_slices
before insert or update of plan_version_id, period_start, period_end on access.account_plans
for each row execute function access.plan_slice();

alter table access.account_plans enable row level security;

comment on table access.account_plans is 'The plan of each account, and its current period.';
comment on column access.account_plans.account_id is 'The account.';
comment on column access.account_plans.plan_version_id is 'The version this period is under.';
comment on column access.account_plans.source is
  'default, admin or subscription: who decides on it. A store begins the periods it is paid for.';
comment on column access.account_plans.anchor is
  'What the own plan''s months are counted from; the 31st is not shortened for good by a February.';
comment on column access.account_plans.period is 'Months since the anchor.';
comment on column access.account_plans.period_start is 'When the current period began.';
comment on column access.account_plans.period_end is 'When the next one begins.';
comment on column access.account_plans.next_plan_id is
  'The plan from the next period on; null is the same.';
comment on column access.account_plans.own_source is
  'Who decides when the subscription has ended: default or admin.';
comment on column access.account_plans.own_plan_id is
  'And on which plan; null where there is no subscription, or the one for new accounts.';
comment on column access.account_plans.slice_at is
  'When overage of the period is billed next; null is never.';

commit;
