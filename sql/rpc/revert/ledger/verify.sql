-- Revert florin:ledger/verify from pg

begin;

revoke select on ledger.accounts, ledger.buckets, ledger.holds, ledger.entries from service_role;

revoke execute on function ledger.verify_rows(uuid) from service_role;

revoke execute on function ledger.verify_accounts(uuid) from service_role;

drop function ledger.verify(uuid);

commit;
