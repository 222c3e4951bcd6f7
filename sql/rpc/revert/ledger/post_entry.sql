-- Revert florin:ledger/post_entry from pg

begin;

drop function ledger.post_entry(
  uuid, ledger.microcredits, text, text, text, ledger.microcredits, uuid, text
);

commit;
