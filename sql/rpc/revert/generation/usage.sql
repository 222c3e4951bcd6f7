-- Revert florin:generation/usage from pg

begin;

drop view generation.usage;

commit;
