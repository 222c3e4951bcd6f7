-- Deploy florin:generation/offer to pg
-- requires: catalog/prices
-- requires: catalog/plan_versions

begin;

create type generation.offer as (
  plan catalog.plan_versions,
  model_id text,
  max_output_tokens integer,
  hold_step_tokens integer,
  price catalog.prices,
  routes jsonb
);
comment on type generation.offer is
  'An account''s plan, a model with its price now, and its routes in order.';

commit;
