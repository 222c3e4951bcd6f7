-- Verify florin:api/list_models on pg

begin;

select 1 / has_function_privilege('authenticated', 'api.list_models()', 'execute')::integer;

select 1 / (not has_function_privilege('anon', 'api.list_models()', 'execute'))::integer;

rollback;
