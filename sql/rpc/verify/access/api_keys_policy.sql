-- Verify florin:access/api_keys_policy on pg

begin;

select 1 / count(*)
from pg_catalog.pg_policy
where polrelid = 'access.api_keys'::regclass and polname = 'members_read_their_keys';

rollback;
