-- Verify florin:api/list_sinks on pg

begin;

select 1 / has_function_privilege('florin_worker', 'api.list_sinks()', 'execute')::integer;

select 1 / (not has_function_privilege('authenticated', 'api.list_sinks()', 'execute'))::integer;

rollback;
