-- Revert florin:ledger/usage_source from pg

begin;

drop type ledger.usage_source;

commit;
