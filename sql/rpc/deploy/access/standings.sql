-- Deploy florin:access/standings to pg
-- requires: access/members
-- requires: access/account_plans_usual_outputs
-- requires: catalog/plan_versions

begin;

-- Derived from members, account_plans and plan versions, and kept by triggers on the first two;
-- versions never change. Every generation reads who asks for it, and what their plan allows:
-- looking up three rows for that took a sixteenth of its time.
create table access.standings (
  account_id uuid not null,
  user_id uuid not null,
  tiers text[] not null,
  on_disconnect catalog.on_disconnect not null,
  max_open_generations integer not null,
  requests_per_minute integer,
  refuse_in_debt boolean not null,
  usual_outputs jsonb,
  -- Its foreign keys come with its rows, see access/keep_standings.
  constraint standings_pkey primary key (account_id, user_id)
);

alter table access.standings enable row level security;

comment on table access.standings is
  'Each member of an account that has a plan, with what it allows them. Derived.';
comment on column access.standings.account_id is 'The account.';
comment on column access.standings.user_id is 'The member.';
comment on column access.standings.tiers is 'As the version of the account''s plan has it.';
comment on column access.standings.on_disconnect is 'As the version has it.';
comment on column access.standings.max_open_generations is 'As the version has it.';
comment on column access.standings.requests_per_minute is 'As the version has it.';
comment on column access.standings.refuse_in_debt is 'As the version has it.';
comment on column access.standings.usual_outputs is 'As the account''s plan has it.';

commit;
