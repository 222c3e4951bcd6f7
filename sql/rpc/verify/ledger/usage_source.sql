-- Verify florin:ledger/usage_source on pg

begin;

select null::ledger.usage_source;

rollback;
