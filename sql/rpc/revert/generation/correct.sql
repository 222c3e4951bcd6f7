-- Revert florin:generation/correct from pg

begin;

drop function generation.correct(generation.bill, bigint, ledger.usage_source);

commit;
