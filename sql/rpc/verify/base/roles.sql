-- Verify florin:base/roles on pg

begin;

select 1 / (count(*) = 2)::integer
from pg_catalog.pg_roles
where rolname in ('florin_service', 'florin_worker') and not rolsuper and not rolbypassrls;

rollback;
