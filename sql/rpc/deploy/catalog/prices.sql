-- Deploy florin:catalog/prices to pg
-- requires: catalog/models
-- requires: base/refuse_change
-- requires: ledger/microcredits

begin;

create table catalog.prices (
  id bigint not null generated always as identity,
  model_id text not null,
  effective_at timestamptz not null default now(),
  input ledger.microcredits not null default 0,
  cache_read ledger.microcredits not null default 0,
  cache_write ledger.microcredits not null default 0,
  output ledger.microcredits not null default 0,
  request ledger.microcredits not null default 0,
  web_search ledger.microcredits not null default 0,
  constraint prices_pkey primary key (id),
  constraint prices_version_key unique (model_id, effective_at),
  constraint prices_model_fkey foreign key (model_id) references catalog.models (id),
  constraint prices_are_not_negative check (
    least(input, cache_read, cache_write, output, request, web_search) >= 0
  )
);

create trigger prices_are_kept
before update or delete on catalog.prices
for each row execute function private.refuse_change();

create trigger prices_are_not_truncated
before truncate on catalog.prices
for each statement execute function private.refuse_change();

alter table catalog.prices enable row level security;

comment on table catalog.prices is
  'What a model costs the user, in versions: a new price is a new row.';
comment on column catalog.prices.id is 'Number that a generation pins.';
comment on column catalog.prices.model_id is 'The model.';
comment on column catalog.prices.effective_at is 'From when; the latest that has begun counts.';
comment on column catalog.prices.input is 'Uncached input, µc per million tokens.';
comment on column catalog.prices.cache_read is 'Input read from cache, µc per million tokens.';
comment on column catalog.prices.cache_write is 'Input written to cache, µc per million tokens.';
comment on column catalog.prices.output is 'Output with reasoning, µc per million tokens.';
comment on column catalog.prices.request is 'Per charged generation, µc.';
comment on column catalog.prices.web_search is 'Per web search by the provider, µc.';

commit;
