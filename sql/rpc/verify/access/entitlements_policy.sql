-- Verify florin:access/entitlements_policy on pg

begin;

select 1 / count(*)
from pg_catalog.pg_policy
where polrelid = 'access.entitlements'::regclass and polname = 'members_read_their_entitlements';

rollback;
