-- Revert florin:generation/charge from pg

begin;

drop function generation.charge(generation.bill, generation.priced, ledger.usage_source);

commit;
