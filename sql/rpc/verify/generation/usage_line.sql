-- Verify florin:generation/usage_line on pg

begin;

select null::generation.usage_line;

rollback;
