-- Revert florin:billing/adjust_grant from pg

begin;

drop function billing.adjust_grant(
  uuid, billing.grants, ledger.microcredits, ledger.microcredits
);

commit;
