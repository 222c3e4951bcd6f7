-- Deploy florin:billing/consumption_requests to pg
-- requires: billing/provider_events

begin;

create table billing.consumption_requests (
  environment text not null,
  event_id text not null,
  requested_at timestamptz not null,
  outcome text not null default 'waiting',
  detail text,
  attempts integer not null default 0,
  due_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  constraint consumption_requests_pkey primary key (environment, event_id),
  constraint outcome_is_known
    check (outcome in ('waiting', 'answered', 'refused', 'expired')),
  constraint attempts_are_counted check (attempts >= 0)
);

create index consumption_requests_due on billing.consumption_requests (due_at)
where outcome = 'waiting';

alter table billing.consumption_requests enable row level security;

comment on table billing.consumption_requests is
  'Apple''s questions how much of a purchase was used, and what became of them.';
comment on column billing.consumption_requests.environment is 'production or sandbox.';
comment on column billing.consumption_requests.event_id is 'The notification that asked.';
comment on column billing.consumption_requests.requested_at is 'When Apple asked.';
comment on column billing.consumption_requests.outcome is
  'waiting, answered, refused (by Apple), or expired: 12 hours passed without consent or answer.';
comment on column billing.consumption_requests.detail is
  'What was said; or why it waits, or was refused.';
comment on column billing.consumption_requests.attempts is 'How often it was tried.';
comment on column billing.consumption_requests.due_at is 'When it is tried next.';
comment on column billing.consumption_requests.changed_at is 'When that was noted.';

commit;
