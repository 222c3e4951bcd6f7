-- Revert florin:generation/refuse_debt from pg

begin;

drop function generation.refuse_debt(ledger.microcredits);

commit;
