-- Revert florin:ledger/accounts_policy from pg

begin;

revoke select on ledger.accounts from authenticated;

drop policy members_read_their_account on ledger.accounts;

commit;
