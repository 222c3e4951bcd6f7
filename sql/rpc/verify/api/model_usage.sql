-- Verify florin:api/model_usage on pg

begin;

select 1 / has_function_privilege('authenticated', 'api.model_usage(text)', 'execute')::integer;

select 1 / (not has_function_privilege('anon', 'api.model_usage(text)', 'execute'))::integer;

rollback;
