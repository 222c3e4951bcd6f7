-- Verify florin:api/generations on pg

begin;

select * from api.generations where false;

select 1 / has_table_privilege('authenticated', 'api.generations', 'select')::integer;

rollback;
