-- Revert florin:generation/describe_finish from pg

begin;

drop function generation.describe_finish(generation.generations, ledger.settlement);

commit;
