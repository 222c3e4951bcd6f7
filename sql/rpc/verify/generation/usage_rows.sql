-- Verify florin:generation/usage_rows on pg

begin;

select * from generation.usage_rows where false;

select 1 / (not has_table_privilege('authenticated', 'generation.usage_rows', 'select'))::integer;

rollback;
