-- Deploy florin:generation/account_report to pg
-- requires: base/schemas

begin;

create type generation.account_report as (
  account_id uuid,
  user_id uuid,
  email text,
  generations bigint,
  charged bigint,
  uncollected bigint,
  cost_micro_dollars bigint
);
comment on type generation.account_report is 'One account over a number of days, with its owner.';

commit;
