-- Verify florin:ledger/contra_account on pg

begin;

select null::ledger.contra_account;

rollback;
