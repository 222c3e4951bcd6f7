-- Deploy florin:ledger/placement to pg
-- requires: base/schemas

begin;

create type ledger.placement as (
  available bigint,
  paced_until timestamptz
);
comment on type ledger.placement is 'What a new hold left: credits to spend, and the rate used up.';

commit;
