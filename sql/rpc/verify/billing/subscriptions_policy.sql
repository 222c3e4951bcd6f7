-- Verify florin:billing/subscriptions_policy on pg

begin;

select 1 / count(*)
from pg_catalog.pg_policy
where polrelid = 'billing.subscriptions'::regclass and polname = 'members_read_their_subscriptions';

rollback;
