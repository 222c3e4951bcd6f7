-- Revert florin:ledger/refuse_balance from pg

begin;

drop function ledger.refuse_balance(ledger.microcredits, ledger.microcredits);

commit;
