-- Verify florin:generation/usage on pg

begin;

select * from generation.usage where false;

select 1 / (not has_table_privilege('authenticated', 'generation.usage', 'select'))::integer;

rollback;
