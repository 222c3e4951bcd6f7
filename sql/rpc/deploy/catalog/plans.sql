-- Deploy florin:catalog/plans to pg
-- requires: ledger/unsigned_microcredits
-- requires: catalog/on_disconnect

begin;

create table catalog.plans (
  id text not null,
  display_name text not null,
  included ledger.unsigned_microcredits not null default 0,
  overdraft_limit ledger.unsigned_microcredits not null default 0,
  refuse_in_debt boolean not null default true,
  max_open_generations integer not null default 10,
  on_disconnect catalog.on_disconnect not null default 'continue',
  opens_for text,
  constraint plans_pkey primary key (id),
  constraint plans_opens_for_key unique (opens_for),
  constraint max_open_generations_is_positive check (max_open_generations > 0),
  constraint opens_for_is_known check (opens_for in ('anonymous', 'registered'))
);

alter table catalog.plans enable row level security;

comment on table catalog.plans is 'What an account may do, and what it is given.';
comment on column catalog.plans.id is 'Short name.';
comment on column catalog.plans.display_name is 'Name for people.';
comment on column catalog.plans.included is 'Credits granted when the account opens, µc.';
comment on column catalog.plans.overdraft_limit is 'Overage allowed, µc.';
comment on column catalog.plans.refuse_in_debt is 'Whether debt stops new work until it is paid.';
comment on column catalog.plans.max_open_generations is 'Generations at the same time.';
comment on column catalog.plans.on_disconnect is
  'When the client goes away: continue the generation, or cancel it.';
comment on column catalog.plans.opens_for is
  'The plan of new accounts of anonymous or registered users; null is neither.';

commit;
