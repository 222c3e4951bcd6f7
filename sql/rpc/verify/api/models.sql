-- Verify florin:api/models on pg

begin;

select * from api.models where false;

select 1 / has_table_privilege('authenticated', 'api.models', 'select')::integer;

rollback;
