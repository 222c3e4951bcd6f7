-- Deploy florin:billing/notification_reads to pg
-- requires: base/schemas

begin;

create table billing.notification_reads (
  provider text not null,
  environment text not null,
  read_up_to timestamptz not null default now(),
  window_end timestamptz,
  page_token text,
  only_failures boolean not null default true,
  due_at timestamptz not null default now(),
  lease uuid,
  last_problem text,
  constraint notification_reads_pkey primary key (provider, environment)
);

alter table billing.notification_reads enable row level security;

comment on table billing.notification_reads is
  'How far the history of a store''s notifications was read, for those that never arrived.';
comment on column billing.notification_reads.provider is 'The store.';
comment on column billing.notification_reads.environment is 'production or sandbox.';
comment on column billing.notification_reads.read_up_to is
  'All before this was read; set it back to read again, at most 180 days.';
comment on column billing.notification_reads.window_end is
  'Up to when the reading under way goes; null: none is.';
comment on column billing.notification_reads.page_token is
  'Where the reading under way goes on; null: at its beginning.';
comment on column billing.notification_reads.only_failures is
  'Whether only those are read that we did not acknowledge; false after a restored backup.';
comment on column billing.notification_reads.due_at is 'When a worker reads next.';
comment on column billing.notification_reads.lease is 'Which worker''s reading counts.';
comment on column billing.notification_reads.last_problem is
  'What went wrong last; null: the last try went well.';

commit;
