-- Deploy florin:generation/daily_usage to pg
-- requires: ledger/microcredits

begin;

-- No foreign keys: the sums outlive what they were made of.
create table generation.daily_usage (
  account_id uuid not null,
  day date not null,
  model_id text not null,
  generations integer not null,
  failed integer not null,
  input bigint not null,
  cache_read bigint not null,
  cache_write bigint not null,
  output bigint not null,
  web_search bigint not null,
  charged ledger.microcredits not null,
  uncollected ledger.microcredits not null,
  cost_micro_dollars bigint not null,
  trial_messages integer not null,
  constraint daily_usage_pkey primary key (account_id, day, model_id)
);

-- For reports over all accounts, and for the archive, which goes by day and account.
create index daily_usage_day on generation.daily_usage (day, account_id);

alter table generation.daily_usage enable row level security;

comment on table generation.daily_usage is
  'Usage summed per account, day and model, of days that are over. Kept for good.';
comment on column generation.daily_usage.account_id is 'Who paid.';
comment on column generation.daily_usage.day is 'The day (UTC) on which they were authorised.';
comment on column generation.daily_usage.model_id is 'The model asked for.';
comment on column generation.daily_usage.generations is 'How many were begun and have ended.';
comment on column generation.daily_usage.failed is
  'Of these: failed, timed out, refused by the provider, or lost with their process.';
comment on column generation.daily_usage.input is 'Uncached input tokens.';
comment on column generation.daily_usage.cache_read is 'Input tokens read from cache.';
comment on column generation.daily_usage.cache_write is 'Input tokens written to cache.';
comment on column generation.daily_usage.output is 'Output tokens with reasoning.';
comment on column generation.daily_usage.web_search is 'Web searches by the provider.';
comment on column generation.daily_usage.charged is 'Charged, µc.';
comment on column generation.daily_usage.uncollected is 'Cost that no credits covered, µc.';
comment on column generation.daily_usage.cost_micro_dollars is
  'What the attempts cost us, micro-dollars.';
comment on column generation.daily_usage.trial_messages is
  'Of the generations: trial messages used and not given back.';

commit;
