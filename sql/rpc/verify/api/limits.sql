-- Verify florin:api/limits on pg

begin;

select 1 / has_function_privilege('authenticated', 'api.limits()', 'execute')::integer;

select 1 / (not has_function_privilege('anon', 'api.limits()', 'execute'))::integer;

rollback;
