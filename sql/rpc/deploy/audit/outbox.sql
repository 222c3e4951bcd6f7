-- Deploy florin:audit/outbox to pg
-- requires: base/schemas

begin;

-- No foreign key, for the reason given at ledger.holds; an event may outlive what it tells of.
create table audit.outbox (
  account_id uuid not null,
  id bigint not null generated always as identity,
  kind text not null,
  payload jsonb not null,
  transaction_id xid8 not null default pg_catalog.pg_current_xact_id(),
  created_at timestamptz not null default now(),
  -- In the order in which events are told.
  constraint outbox_pkey primary key (transaction_id, id)
);

alter table audit.outbox enable row level security;

comment on table audit.outbox is
  'Events, written in the transaction of the fact they tell of; delivered by a worker, then gone.';
comment on column audit.outbox.account_id is 'Whose event; all zeros: nobody''s, as of a model.';
comment on column audit.outbox.id is 'Number of the event.';
comment on column audit.outbox.kind is 'Name of the event.';
comment on column audit.outbox.payload is 'What happened.';
comment on column audit.outbox.transaction_id is
  'Who reads only what is older than every open transaction misses nothing.';
comment on column audit.outbox.created_at is 'When it happened.';

commit;
