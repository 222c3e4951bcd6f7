-- Verify florin:catalog/providers on pg

begin;

select
  id, display_name, family, base_url, key_env, enabled
from catalog.providers
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'catalog.providers'::regclass;

rollback;
