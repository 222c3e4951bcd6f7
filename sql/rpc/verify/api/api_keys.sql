-- Verify florin:api/api_keys on pg

begin;

select * from api.api_keys where false;

select 1 / has_table_privilege('authenticated', 'api.api_keys', 'select')::integer;

rollback;
