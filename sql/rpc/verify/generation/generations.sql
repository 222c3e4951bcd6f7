-- Verify florin:generation/generations on pg

begin;

select
  account_id, id, user_id, model_id, price_id, api, stream, on_disconnect, access, key_id,
  status, hold, hold_expires_at, idempotency_key, request_hash, replica, progress, input,
  cache_read, cache_write, output, web_search, usage_source, iterations, attempts, charged,
  uncollected, http_status, error, created_at, finished_at
from generation.generations
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'generation.generations'::regclass;

rollback;
