-- Verify florin:api/jobs on pg

begin;

select * from api.jobs where false;

select 1 / has_table_privilege('authenticated', 'api.jobs', 'select')::integer;

rollback;
