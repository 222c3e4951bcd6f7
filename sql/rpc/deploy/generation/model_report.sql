-- Deploy florin:generation/model_report to pg
-- requires: base/schemas

begin;

create type generation.model_report as (
  model_id text,
  display_name text,
  tier text,
  enabled boolean,
  generations bigint,
  failed bigint,
  users bigint,
  generations_per_user numeric,
  users_with_access bigint,
  trial_users bigint,
  trial_users_converted bigint,
  trial_conversion numeric,
  trial_messages bigint,
  charged bigint,
  uncollected bigint,
  cost_micro_dollars bigint,
  margin_micro_dollars bigint
);
comment on type generation.model_report is
  'One model over a number of days. Users are accounts; conversion is a share of 1.';

commit;
