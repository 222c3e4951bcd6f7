-- Revert florin:ledger/refuse_debt from pg

begin;

drop function ledger.refuse_debt(ledger.microcredits);

commit;
