-- Verify florin:api/ledger_entries on pg

begin;

select * from api.ledger_entries where false;

select 1 / has_table_privilege('authenticated', 'api.ledger_entries', 'select')::integer;

rollback;
