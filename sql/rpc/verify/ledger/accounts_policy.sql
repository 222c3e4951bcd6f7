-- Verify florin:ledger/accounts_policy on pg

begin;

select 1 / count(*)
from pg_catalog.pg_policy
where polrelid = 'ledger.accounts'::regclass and polname = 'members_read_their_account';

rollback;
