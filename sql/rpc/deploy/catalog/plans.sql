-- Deploy florin:catalog/plans to pg
-- requires: base/schemas

begin;

create table catalog.plans (
  id text not null,
  display_name text not null,
  description text not null default '',
  sort_order integer not null default 100,
  opens_for text,
  constraint plans_pkey primary key (id),
  constraint plans_opens_for_key unique (opens_for),
  constraint opens_for_is_known check (opens_for in ('anonymous', 'registered'))
);

alter table catalog.plans enable row level security;

comment on table catalog.plans is 'Names of plans; what they give is in catalog.plan_versions.';
comment on column catalog.plans.id is 'Short name.';
comment on column catalog.plans.display_name is 'Name for people.';
comment on column catalog.plans.description is 'A sentence or two for people.';
comment on column catalog.plans.sort_order is 'Lower is shown first.';
comment on column catalog.plans.opens_for is
  'The plan of new accounts of anonymous or registered users; null is neither.';

commit;
