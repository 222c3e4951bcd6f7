-- Verify florin:api/balance on pg

begin;

select * from api.balance where false;

select 1 / has_table_privilege('authenticated', 'api.balance', 'select')::integer;

rollback;
