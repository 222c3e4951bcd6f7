-- Verify florin:catalog/models on pg

begin;

select
  id, display_name, kind, enabled, max_output_tokens, hold_step_tokens, created_at
from catalog.models
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'catalog.models'::regclass;

rollback;
