-- Deploy florin:generation/revenue_report to pg
-- requires: base/schemas

begin;

create type generation.revenue_report as (
  day date,
  model_id text,
  generations bigint,
  charged bigint,
  uncollected bigint,
  cost_micro_dollars bigint,
  margin_micro_dollars bigint
);
comment on type generation.revenue_report is 'One model on one day (UTC).';

commit;
