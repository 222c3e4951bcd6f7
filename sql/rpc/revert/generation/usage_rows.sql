-- Revert florin:generation/usage_rows from pg

begin;

drop view generation.usage_rows;

commit;
