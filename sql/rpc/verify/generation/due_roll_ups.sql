-- Verify florin:generation/due_roll_ups on pg

begin;

select
  account_id, day
from generation.due_roll_ups
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'generation.due_roll_ups'::regclass;

rollback;
