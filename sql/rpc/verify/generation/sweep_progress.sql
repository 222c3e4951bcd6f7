-- Verify florin:generation/sweep_progress on pg

begin;

select
  is_only, swept_until, looked_back_at
from generation.sweep_progress
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'generation.sweep_progress'::regclass;

rollback;
