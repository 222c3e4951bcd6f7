-- Verify florin:generation/generations_policy on pg

begin;

select 1 / count(*)
from pg_catalog.pg_policy
where polrelid = 'generation.generations'::regclass and polname = 'members_read_their_generations';

rollback;
