-- Verify florin:ledger/entries_policy on pg

begin;

select 1 / count(*)
from pg_catalog.pg_policy
where polrelid = 'ledger.entries'::regclass and polname = 'members_read_their_entries';

rollback;
