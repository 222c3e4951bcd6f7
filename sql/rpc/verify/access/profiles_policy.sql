-- Verify florin:access/profiles_policy on pg

begin;

select 1 / count(*)
from pg_catalog.pg_policy
where polrelid = 'access.profiles'::regclass and polname = 'users_read_their_profile';

rollback;
