-- Verify florin:generation/replies on pg

begin;

select
  account_id, generation_id, http_status, content_type, body, created_at
from generation.replies
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'generation.replies'::regclass;

rollback;
