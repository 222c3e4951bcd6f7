-- Verify florin:catalog/unlocks on pg

begin;

select * from catalog.unlocks where false;

select 1 / (not has_table_privilege('authenticated', 'catalog.unlocks', 'select'))::integer;

rollback;
