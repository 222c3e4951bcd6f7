-- Revert florin:ledger/verify_accounts from pg

begin;

drop function ledger.verify_accounts(uuid);

commit;
