-- Verify florin:api/subscriptions on pg

begin;

select * from api.subscriptions where false;

select 1 / has_table_privilege('authenticated', 'api.subscriptions', 'select')::integer;

rollback;
