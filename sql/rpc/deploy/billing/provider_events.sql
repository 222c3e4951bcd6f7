-- Deploy florin:billing/provider_events to pg
-- requires: base/schemas

begin;

create table billing.provider_events (
  provider text not null,
  environment text not null,
  event_id text not null,
  type text not null,
  occurred_at timestamptz not null,
  payload text not null,
  status text not null default 'pending',
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  problem text,
  received_at timestamptz not null default now(),
  folded_at timestamptz,
  constraint provider_events_pkey primary key (provider, environment, event_id),
  constraint store_is_known check (provider in ('stripe', 'apple')),
  constraint environment_is_known check (environment in ('production', 'sandbox')),
  constraint status_is_known check (status in ('pending', 'folded', 'failed'))
);

-- For the workers.
create index provider_events_due on billing.provider_events (next_attempt_at)
where status = 'pending';

-- For billing.find_last_event. What was read says nothing of what arrived.
create index provider_events_time on billing.provider_events (provider, environment, occurred_at)
where type not like 'florin.%';
-- For the worker that answers these.
create index provider_events_consumption on billing.provider_events (occurred_at)
where provider = 'apple' and type = 'CONSUMPTION_REQUEST';

alter table billing.provider_events enable row level security;

comment on table billing.provider_events is
  'What the stores told, as it came, before anything was made of it. Kept for good.';
comment on column billing.provider_events.provider is 'stripe or apple.';
comment on column billing.provider_events.environment is 'production or sandbox.';
comment on column billing.provider_events.event_id is
  'The store''s own number of it, or the name of what was read.';
comment on column billing.provider_events.type is
  'The store''s name of its kind, or florin.read.* for what was read.';
comment on column billing.provider_events.occurred_at is 'When it happened, as the store says.';
comment on column billing.provider_events.payload is 'What came, byte for byte.';
comment on column billing.provider_events.status is 'pending, folded or failed.';
comment on column billing.provider_events.attempts is 'How often a worker took it.';
comment on column billing.provider_events.next_attempt_at is
  'When it is to be taken next; a lease while one has it.';
comment on column billing.provider_events.problem is 'Why it was not folded.';
comment on column billing.provider_events.received_at is 'When it was stored.';
comment on column billing.provider_events.folded_at is 'When it was folded last.';

commit;
