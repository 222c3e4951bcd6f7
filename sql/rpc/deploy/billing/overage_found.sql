-- Deploy florin:billing/overage_found to pg
-- requires: base/schemas

begin;

create type billing.overage_found as (
  account_id uuid,
  entry_version bigint,
  status text,
  units bigint,
  period_start timestamptz,
  happened_at timestamptz,
  environment text,
  customer_id text,
  attempts integer,
  next_attempt_at timestamptz,
  problem text
);
comment on type billing.overage_found is 'A slice of overage that was not reported, for admins.';

commit;
