-- Deploy florin:billing/doubts to pg
-- requires: base/schemas

begin;

create table billing.doubts (
  provider text not null,
  environment text not null,
  chain_id text not null,
  because text not null,
  attempts integer not null default 0,
  due_at timestamptz not null default now(),
  constraint doubts_pkey primary key (provider, environment, chain_id),
  constraint because_is_known check (because in ('overdue', 'tied')),
  constraint attempts_are_counted check (attempts >= 0)
);

create index doubts_due on billing.doubts (provider, due_at);

alter table billing.doubts enable row level security;

comment on table billing.doubts is 'Subscriptions that the store is to be asked about.';
comment on column billing.doubts.provider is 'The store.';
comment on column billing.doubts.environment is 'production or sandbox.';
comment on column billing.doubts.chain_id is 'The subscription.';
comment on column billing.doubts.because is
  'overdue: its period is over and nothing was heard. tied: two things were said at once.';
comment on column billing.doubts.attempts is 'How often the store was asked.';
comment on column billing.doubts.due_at is 'When it is asked next.';

commit;
