-- Deploy florin:generation/offer to pg
-- requires: catalog/prices
-- requires: catalog/plans

begin;

create type generation.offer as (
  plan catalog.plans,
  model_id text,
  max_output_tokens integer,
  hold_step_tokens integer,
  price catalog.prices,
  routes jsonb
);
comment on type generation.offer is
  'An account''s plan, a model with its price now, and its routes in order.';

commit;
