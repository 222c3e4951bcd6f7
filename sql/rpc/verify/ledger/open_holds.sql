-- Verify florin:ledger/open_holds on pg

begin;

select * from ledger.open_holds where false;

select 1 / (not has_table_privilege('authenticated', 'ledger.open_holds', 'select'))::integer;

rollback;
