-- Deploy florin:access/account_plans_usual_outputs to pg
-- requires: access/account_plans

begin;

-- On this row, since every begin reads it anyway: a table of its own would be one more look-up.
alter table access.account_plans
add column usual_outputs jsonb;

comment on column access.account_plans.usual_outputs is
  'Output tokens that the account''s replies seldom exceed, by model: what a stream holds for at '
  'first. At most 32 models. Rolled up by generation.learn_outputs.';

commit;
