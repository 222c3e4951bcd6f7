-- Deploy florin:access/event_counts to pg
-- requires: base/schemas

begin;

create table access.event_counts (
  account_id uuid not null,
  minute timestamptz not null,
  events integer not null,
  constraint event_counts_pkey primary key (account_id)
)
with (fillfactor = 70);

alter table access.event_counts enable row level security;

comment on table access.event_counts is
  'Events that each account caused by its own calls in its latest minute with any: one row each.';
comment on column access.event_counts.account_id is 'The account.';
comment on column access.event_counts.minute is 'Beginning of that minute.';
comment on column access.event_counts.events is 'How many there were in it.';

commit;
