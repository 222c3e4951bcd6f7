-- Verify florin:api/my_accounts on pg

begin;

select * from api.my_accounts where false;

select 1 / has_table_privilege('authenticated', 'api.my_accounts', 'select')::integer;

rollback;
