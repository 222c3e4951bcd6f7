-- Verify florin:generation/attempts on pg

begin;

select
  account_id, generation_id, position, route_id, outcome, http_status, provider_request_id,
  usage, cost_microdollars, started_at, first_byte_ms, duration_ms
from generation.attempts
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'generation.attempts'::regclass;

rollback;
