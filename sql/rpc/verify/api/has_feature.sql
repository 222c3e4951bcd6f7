-- Verify florin:api/has_feature on pg

begin;

select 1 / has_function_privilege('authenticated', 'api.has_feature(text)', 'execute')::integer;

select 1 / (not has_function_privilege('anon', 'api.has_feature(text)', 'execute'))::integer;

rollback;
