-- Verify florin:generation/roll_up_progress on pg

begin;

select
  is_only, marked_until, closed_before, archived_day, archived_account_id
from generation.roll_up_progress
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'generation.roll_up_progress'::regclass;

rollback;
