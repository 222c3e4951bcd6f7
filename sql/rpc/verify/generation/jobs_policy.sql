-- Verify florin:generation/jobs_policy on pg

begin;

select 1 / count(*)
from pg_catalog.pg_policy
where polrelid = 'generation.jobs'::regclass and polname = 'members_read_their_jobs';

rollback;
