-- Verify florin:generation/messages_policy on pg

begin;

select 1 / count(*)
from pg_catalog.pg_policy
where polrelid = 'realtime.messages'::regclass and polname = 'members_hear_their_accounts';

rollback;
