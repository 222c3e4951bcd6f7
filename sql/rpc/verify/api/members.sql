-- Verify florin:api/members on pg

begin;

select * from api.members where false;

select 1 / has_table_privilege('authenticated', 'api.members', 'select')::integer;

rollback;
