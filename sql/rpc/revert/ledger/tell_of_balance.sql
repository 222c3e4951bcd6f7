-- Revert florin:ledger/tell_of_balance from pg

begin;

drop function ledger.tell_of_balance(uuid, text, ledger.microcredits, text);

commit;
