-- Verify florin:ledger/accounts_burning_rest on pg

begin;

select burning_rest
from ledger.accounts
where false;

rollback;
