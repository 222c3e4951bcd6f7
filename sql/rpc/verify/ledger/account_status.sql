-- Verify florin:ledger/account_status on pg

begin;

select null::ledger.account_status;

rollback;
