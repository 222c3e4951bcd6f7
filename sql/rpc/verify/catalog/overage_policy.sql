-- Verify florin:catalog/overage_policy on pg

begin;

select null::catalog.overage_policy;

rollback;
