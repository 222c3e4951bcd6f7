-- Deploy florin:generation/offer to pg
-- requires: generation/access
-- requires: catalog/on_disconnect

begin;

-- Flat: every generation reads it, and rows inside of rows cost more than the query does.
create type generation.offer as (
  model_id text,
  hold_step_tokens integer,
  messages_per_day integer,
  trial_messages integer,
  routes json,
  access generation.access,
  price_id bigint,
  input bigint,
  cache_read bigint,
  cache_write bigint,
  output bigint,
  request bigint,
  web_search bigint,
  on_disconnect catalog.on_disconnect,
  max_open_generations integer,
  requests_per_minute integer,
  refuse_in_debt boolean,
  cap bigint,
  hold bigint
);
comment on type generation.offer is
  'What a request is offered: a model with its price now and its routes, what the account''s plan '
  'says about using it, the most output it may have, and what to hold for it.';

commit;
