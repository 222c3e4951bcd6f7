-- Verify florin:generation/attempts on pg

begin;

select * from generation.attempts where false;

select 1 / (not has_table_privilege('authenticated', 'generation.attempts', 'select'))::integer;

rollback;
