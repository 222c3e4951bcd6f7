-- Verify florin:api/my_trials on pg

begin;

select * from api.my_trials where false;

select 1 / has_table_privilege('authenticated', 'api.my_trials', 'select')::integer;

rollback;
