-- Verify florin:access/members_policy on pg

begin;

select 1 / count(*)
from pg_catalog.pg_policy
where polrelid = 'access.members'::regclass and polname = 'members_see_each_other';

rollback;
