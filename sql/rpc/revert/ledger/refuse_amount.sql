-- Revert florin:ledger/refuse_amount from pg

begin;

drop function ledger.refuse_amount(ledger.microcredits, text);

commit;
