-- Verify florin:catalog/models_policy on pg

begin;

select 1 / count(*)
from pg_catalog.pg_policy
where polrelid = 'catalog.models'::regclass and polname = 'everybody_reads_enabled_models';

rollback;
