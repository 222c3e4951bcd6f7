-- Verify florin:billing/purchases_policy on pg

begin;

select 1 / count(*)
from pg_catalog.pg_policy
where polrelid = 'billing.purchases'::regclass and polname = 'members_read_their_purchases';

rollback;
