-- Verify florin:access/standings on pg

begin;

select
  account_id, user_id, tiers, on_disconnect, max_open_generations, requests_per_minute,
  refuse_in_debt, usual_outputs
from access.standings
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'access.standings'::regclass;

rollback;
