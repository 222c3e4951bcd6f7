-- Revert florin:ledger/entries_policy from pg

begin;

revoke select on ledger.entries from authenticated;

drop policy members_read_their_entries on ledger.entries;

commit;
