-- Verify florin:access/my_limits on pg

begin;

select 1 / has_function_privilege('authenticated', 'access.my_limits()', 'execute')::integer;

select 1 / (not has_function_privilege('anon', 'access.my_limits()', 'execute'))::integer;

rollback;
