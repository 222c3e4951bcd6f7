-- Deploy florin:generation/generations to pg
-- requires: ledger/unsigned_microcredits
-- requires: ledger/usage_source
-- requires: generation/generation_status
-- requires: catalog/on_disconnect
-- requires: generation/access

begin;

-- No foreign keys: each would cost a tenth of a generation's time. The next statement locks the
-- account's row, and ledger.verify() looks for orphans.
create table generation.generations (
  account_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  model_id text not null,
  price_id bigint not null,
  api text,
  stream boolean not null,
  on_disconnect catalog.on_disconnect not null,
  access generation.access not null,
  key_id uuid,
  status generation.generation_status not null default 'running',
  hold ledger.unsigned_microcredits not null,
  hold_expires_at timestamptz not null,
  idempotency_key text,
  request_hash bytea not null,
  replica text not null,
  progress jsonb,
  input bigint,
  cache_read bigint,
  cache_write bigint,
  output bigint,
  web_search bigint,
  usage_source ledger.usage_source,
  iterations jsonb,
  attempts jsonb,
  charged ledger.microcredits,
  uncollected ledger.microcredits,
  http_status integer,
  error jsonb,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  constraint generations_pkey primary key (account_id, id)
)
-- Each row is written twice. The second time no indexed column changes, and with some room on the
-- page no index is touched (a tenth of a lifecycle): think of it before adding an index.
with (fillfactor = 85);

create unique index generations_idempotency_key
on generation.generations (account_id, idempotency_key)
where idempotency_key is not null;

-- For everything that reads an account's by time. Those under way are the newest few of it.
create index generations_created on generation.generations (account_id, created_at);
-- Rows arrive in order of time, so a few pages of BRIN find yesterday's idempotency keys and what
-- should have ended meanwhile. Of several times each: pages of archived rows are filled anew, and
-- with one span from the oldest to the newest each of them would seem to hold every day in between.
create index generations_age on generation.generations
using brin (created_at timestamptz_minmax_multi_ops, hold_expires_at timestamptz_minmax_multi_ops)
with (autosummarize = on);

alter table generation.generations enable row level security;

comment on table generation.generations is 'Paid requests: what was asked, used and charged.';
comment on column generation.generations.account_id is 'Who pays.';
comment on column generation.generations.id is 'The generation.';
comment on column generation.generations.user_id is 'Who asked.';
comment on column generation.generations.model_id is 'The model asked for.';
comment on column generation.generations.price_id is 'The price version pinned when it began.';
comment on column generation.generations.api is 'The endpoint; null is /v1/generations.';
comment on column generation.generations.stream is 'Whether the reply is streamed.';
comment on column generation.generations.on_disconnect is 'continue or cancel.';
comment on column generation.generations.access is 'plan, entitlement or trial.';
comment on column generation.generations.key_id is 'The API key it was asked with; null is none.';
comment on column generation.generations.status is 'running, then once its outcome.';
comment on column generation.generations.hold is 'Held until it is finished, µc.';
comment on column generation.generations.hold_expires_at is
  'When the sweeper ends it, unless it is heard of before.';
comment on column generation.generations.idempotency_key is
  'The client''s key; freed after 24 hours, or at once when a retry may help.';
comment on column generation.generations.request_hash is 'SHA-256 of the request.';
comment on column generation.generations.replica is 'The service process that runs it.';
comment on column generation.generations.progress is 'Usage so far, for the sweeper.';
comment on column generation.generations.input is 'Uncached input tokens.';
comment on column generation.generations.cache_read is 'Input tokens read from cache.';
comment on column generation.generations.cache_write is 'Input tokens written to cache.';
comment on column generation.generations.output is 'Output tokens with reasoning.';
comment on column generation.generations.web_search is 'Web searches by the provider.';
comment on column generation.generations.usage_source is 'provider, counted, estimated or none.';
comment on column generation.generations.iterations is 'Usage and charge per model, if several.';
comment on column generation.generations.attempts is
  'Each try at a provider, as the service saw it; generation.attempts reads them.';
comment on column generation.generations.charged is 'Charged, µc.';
comment on column generation.generations.uncollected is 'Cost that no credits covered, µc.';
comment on column generation.generations.http_status is 'Status that the client was answered.';
comment on column generation.generations.error is 'What went wrong; null is nothing.';
comment on column generation.generations.created_at is 'When it was authorised.';
comment on column generation.generations.finished_at is 'When it was charged.';

commit;
