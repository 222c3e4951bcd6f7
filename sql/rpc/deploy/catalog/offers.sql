-- Deploy florin:catalog/offers to pg
-- requires: catalog/routes
-- requires: catalog/prices

begin;

-- Derived from models, prices, routes and providers, and kept by triggers on them: every
-- generation reads its offer, hardly anybody changes them. Joining them each time took a tenth of
-- its budget.
create table catalog.offers (
  model_id text not null,
  api text not null,
  max_output_tokens integer not null,
  hold_step_tokens integer not null,
  tier text not null,
  messages_per_day integer,
  trial_messages integer not null,
  valid_from timestamptz not null,
  valid_until timestamptz not null,
  price_id bigint not null,
  input bigint not null,
  cache_read bigint not null,
  cache_write bigint not null,
  output bigint not null,
  request bigint not null,
  web_search bigint not null,
  -- Not jsonb: it is only ever copied into an answer, and text is copied fastest.
  routes json not null,
  constraint offers_pkey primary key (model_id, api, valid_from),
  constraint offers_model_fkey
    foreign key (model_id) references catalog.models (id) on delete cascade
);

alter table catalog.offers enable row level security;

comment on table catalog.offers is 'Each enabled model on each endpoint that serves it. Derived.';
comment on column catalog.offers.model_id is 'The model.';
comment on column catalog.offers.api is 'The endpoint; any is /v1/generations.';
comment on column catalog.offers.max_output_tokens is 'As the model has it.';
comment on column catalog.offers.hold_step_tokens is 'As the model has it.';
comment on column catalog.offers.tier is 'As the model has it.';
comment on column catalog.offers.messages_per_day is 'As the model has it.';
comment on column catalog.offers.trial_messages is 'As the model has it.';
comment on column catalog.offers.valid_from is
  'When its price takes effect; there is a row for each price that holds or will.';
comment on column catalog.offers.valid_until is 'When the next price does; infinity is never.';
comment on column catalog.offers.price_id is 'The price version that a generation pins.';
comment on column catalog.offers.input is 'As the price has it.';
comment on column catalog.offers.cache_read is 'As the price has it.';
comment on column catalog.offers.cache_write is 'As the price has it.';
comment on column catalog.offers.output is 'As the price has it.';
comment on column catalog.offers.request is 'As the price has it.';
comment on column catalog.offers.web_search is 'As the price has it.';
comment on column catalog.offers.routes is 'Its enabled routes in order, as the service gets them.';

commit;
