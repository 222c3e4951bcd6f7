-- Revert florin:generation/usage_line from pg

begin;

drop type generation.usage_line;

commit;
