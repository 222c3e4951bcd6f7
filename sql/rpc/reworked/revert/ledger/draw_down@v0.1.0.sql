-- Revert florin:ledger/draw_down from pg

begin;

drop function ledger.draw_down(
  uuid, ledger.microcredits, ledger.entry_kind, ledger.contra_account, text, bigint
);

commit;
