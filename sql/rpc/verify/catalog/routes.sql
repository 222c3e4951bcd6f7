-- Verify florin:catalog/routes on pg

begin;

select
  id, model_id, position, provider_id, provider_model, apis, enabled
from catalog.routes
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'catalog.routes'::regclass;

rollback;
