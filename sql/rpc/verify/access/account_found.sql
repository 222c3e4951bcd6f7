-- Verify florin:access/account_found on pg

begin;

select null::access.account_found;

rollback;
