-- Verify florin:api/purchases on pg

begin;

select * from api.purchases where false;

select 1 / has_table_privilege('authenticated', 'api.purchases', 'select')::integer;

rollback;
