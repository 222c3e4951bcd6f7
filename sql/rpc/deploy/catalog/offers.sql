-- Deploy florin:catalog/offers to pg
-- requires: catalog/routes

begin;

-- Derived from models, routes and providers, and kept by triggers on them: every generation reads
-- its offer, hardly anybody changes them. Joining them each time took a tenth of its budget.
create table catalog.offers (
  model_id text not null,
  api text not null,
  max_output_tokens integer not null,
  hold_step_tokens integer not null,
  tier text not null,
  messages_per_day integer,
  trial_messages integer not null,
  -- Not jsonb: it is only ever copied into an answer, and text is copied fastest.
  routes json not null,
  constraint offers_pkey primary key (model_id, api),
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
comment on column catalog.offers.routes is 'Its enabled routes in order, as the service gets them.';

commit;
