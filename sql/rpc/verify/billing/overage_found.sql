-- Verify florin:billing/overage_found on pg

begin;

select null::billing.overage_found;

rollback;
