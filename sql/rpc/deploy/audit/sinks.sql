-- Deploy florin:audit/sinks to pg
-- requires: audit/bookmark

begin;

-- A new sink begins now: at the oldest transaction that is still open.
create table audit.sinks (
  name text not null,
  kind text not null,
  url text,
  kinds text[],
  secret_env text,
  enabled boolean not null default true,
  bookmark audit.bookmark not null default row(
    pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot()), 0, 0
  )::audit.bookmark,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  last_error text,
  lease uuid,
  leased_until timestamptz,
  created_at timestamptz not null default now(),
  constraint sinks_pkey primary key (name),
  constraint kind_is_known check (kind in ('posthog', 'webhook')),
  -- PostHog's address and key are settings of the worker.
  constraint webhooks_have_an_address_and_a_secret check (
    (kind = 'webhook') = (url is not null) and (kind = 'webhook') = (secret_env is not null)
  ),
  -- No credentials in the address, and encrypted, but for this machine itself.
  constraint url_is_safe check (
    url ~ '^https://[^/?#@[:space:]\\]+(/[^[:space:]]*)?$'
    or url ~ '^http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?(/[^[:space:]]*)?$'
  ),
  -- So that no row makes the worker sign with a secret that is not for webhooks.
  constraint secret_env_is_a_webhooks check (secret_env ~ '^FLORIN_WEBHOOK_[A-Z0-9_]*SECRET$'),
  constraint attempts_are_counted check (attempts >= 0)
);

alter table audit.sinks enable row level security;

comment on table audit.sinks is 'Where events are delivered, and how far each has got.';
comment on column audit.sinks.name is 'Name of the sink.';
comment on column audit.sinks.kind is 'posthog or webhook (Standard Webhooks).';
comment on column audit.sinks.url is 'A webhook''s address.';
comment on column audit.sinks.kinds is 'Names of the events it is told of; null: all.';
comment on column audit.sinks.secret_env is
  'Name of the worker''s environment variable that holds the secret; never the secret.';
comment on column audit.sinks.enabled is 'Whether it is told of anything.';
comment on column audit.sinks.bookmark is 'The last event that was delivered or given up.';
comment on column audit.sinks.attempts is 'Failed tries at the next event, without a success.';
comment on column audit.sinks.next_attempt_at is 'Not before this.';
comment on column audit.sinks.last_error is 'What went wrong last; null: the last try went well.';
comment on column audit.sinks.lease is 'Which read is being delivered.';
comment on column audit.sinks.leased_until is 'Until when no other worker delivers.';
comment on column audit.sinks.created_at is 'When it was added.';

commit;
