-- Revert florin:ledger/refuse_grant from pg

begin;

drop function ledger.refuse_grant(
  ledger.bucket_source, text, ledger.microcredits, ledger.microcredits
);

commit;
