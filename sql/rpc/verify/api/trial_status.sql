-- Verify florin:api/trial_status on pg

begin;

select 1 / has_function_privilege('authenticated', 'api.trial_status(text)', 'execute')::integer;

select 1 / (not has_function_privilege('anon', 'api.trial_status(text)', 'execute'))::integer;

rollback;
