-- Revert florin:ledger/keep_burning from pg

begin;

drop function ledger.keep_burning(uuid);

commit;
