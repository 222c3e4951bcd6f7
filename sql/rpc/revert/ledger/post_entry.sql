-- Revert florin:ledger/post_entry from pg

begin;

drop function ledger.post_entry(
  uuid, ledger.microcredits, ledger.entry_kind, ledger.contra_account, text,
  ledger.microcredits, uuid, ledger.usage_source
);

commit;
