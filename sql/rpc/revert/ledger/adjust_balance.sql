-- Revert florin:ledger/adjust_balance from pg

begin;

drop function ledger.adjust_balance(uuid, ledger.microcredits, text);

commit;
