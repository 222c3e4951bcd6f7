-- Revert florin:generation/charge from pg

begin;

drop function generation.charge(generation.generations, generation.priced, ledger.usage_source);

commit;
