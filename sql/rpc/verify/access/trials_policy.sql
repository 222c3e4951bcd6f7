-- Verify florin:access/trials_policy on pg

begin;

select 1 / count(*)
from pg_catalog.pg_policy
where polrelid = 'access.trials'::regclass and polname = 'members_read_their_trials';

rollback;
