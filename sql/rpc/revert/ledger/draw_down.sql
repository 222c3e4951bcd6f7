-- Revert florin:ledger/draw_down from pg

begin;

drop function ledger.draw_down(uuid, ledger.microcredits, text, text, text, bigint);

commit;
