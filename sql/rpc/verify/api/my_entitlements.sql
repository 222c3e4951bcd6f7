-- Verify florin:api/my_entitlements on pg

begin;

select * from api.my_entitlements where false;

select 1 / has_table_privilege('authenticated', 'api.my_entitlements', 'select')::integer;

rollback;
