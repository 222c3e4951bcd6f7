-- Verify florin:access/list_my_models on pg

begin;

select 1 / has_function_privilege('authenticated', 'access.list_my_models()', 'execute')::integer;

select 1 / (not has_function_privilege('anon', 'access.list_my_models()', 'execute'))::integer;

rollback;
