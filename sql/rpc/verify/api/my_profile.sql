-- Verify florin:api/my_profile on pg

begin;

select * from api.my_profile where false;

select 1 / has_table_privilege('authenticated', 'api.my_profile', 'select')::integer;

rollback;
