-- Verify florin:catalog/unit_prices_policy on pg

begin;

select 1 / count(*)
from pg_catalog.pg_policy
where polrelid = 'catalog.unit_prices'::regclass and polname = 'everybody_reads_unit_prices_begun';

rollback;
