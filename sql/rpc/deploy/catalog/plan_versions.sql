-- Deploy florin:catalog/plan_versions to pg
-- requires: catalog/plans
-- requires: catalog/overage_policy
-- requires: catalog/on_disconnect
-- requires: ledger/unsigned_microcredits
-- requires: base/refuse_change

begin;

create table catalog.plan_versions (
  id bigint not null generated always as identity,
  plan_id text not null,
  effective_at timestamptz not null default now(),
  included ledger.unsigned_microcredits not null default 0,
  rollover_cap ledger.unsigned_microcredits not null default 0,
  overage_policy catalog.overage_policy not null default 'block',
  overage_rate bigint not null default 0,
  overage_cap ledger.unsigned_microcredits not null default 0,
  low_balance ledger.unsigned_microcredits not null default 0,
  refuse_in_debt boolean not null default true,
  requests_per_minute integer,
  max_open_generations integer not null default 10,
  max_running_jobs integer not null default 4,
  max_open_jobs integer not null default 100,
  tiers text[] not null default '{free}',
  on_disconnect catalog.on_disconnect not null default 'continue',
  constraint plan_versions_pkey primary key (id),
  constraint plan_versions_version_key unique (plan_id, effective_at),
  constraint plan_versions_plan_fkey foreign key (plan_id) references catalog.plans (id),
  constraint overage_fits_its_policy check (
    (overage_policy = 'bill') = (overage_cap > 0) and overage_rate >= 0
  ),
  constraint requests_per_minute_is_positive check (requests_per_minute > 0),
  constraint max_open_generations_is_positive check (max_open_generations > 0),
  constraint max_running_jobs_is_positive check (max_running_jobs > 0),
  constraint max_open_jobs_is_positive check (max_open_jobs > 0),
  constraint tiers_are_known check (tiers <@ array['free', 'premium'])
);

create trigger plan_versions_are_kept
before update or delete on catalog.plan_versions
for each row execute function private.refuse_change();

create trigger plan_versions_are_not_truncated
before truncate on catalog.plan_versions
for each statement execute function private.refuse_change();

alter table catalog.plan_versions enable row level security;

comment on table catalog.plan_versions is
  'What a plan gives and allows, in versions: a change is a new row, for periods that begin later.';
comment on column catalog.plan_versions.id is 'Number that an account''s period pins.';
comment on column catalog.plan_versions.plan_id is 'The plan.';
comment on column catalog.plan_versions.effective_at is 'From when; the latest begun counts.';
comment on column catalog.plan_versions.included is 'Credits granted per period (month), µc.';
comment on column catalog.plan_versions.rollover_cap is
  'Of the included credits left over, at most this goes on into the next period, µc.';
comment on column catalog.plan_versions.overage_policy is 'block or bill.';
comment on column catalog.plan_versions.overage_rate is
  'What overage is billed at, micro-dollars per credit.';
comment on column catalog.plan_versions.overage_cap is 'Overage allowed at any time, µc.';
comment on column catalog.plan_versions.low_balance is
  'The event low_balance tells when available falls below this, µc; 0 is never.';
comment on column catalog.plan_versions.refuse_in_debt is 'Whether debt stops new work.';
comment on column catalog.plan_versions.requests_per_minute is
  'Generations begun per minute, all of which may come at once; null is without limit.';
comment on column catalog.plan_versions.max_open_generations is 'Streamed generations at once.';
comment on column catalog.plan_versions.max_running_jobs is
  'Jobs at work at the same time; the others wait for one of them to end.';
comment on column catalog.plan_versions.max_open_jobs is 'Jobs at work or waiting.';
comment on column catalog.plan_versions.tiers is 'Model tiers allowed.';
comment on column catalog.plan_versions.on_disconnect is
  'When the client goes away: continue the generation, or cancel it.';

commit;
