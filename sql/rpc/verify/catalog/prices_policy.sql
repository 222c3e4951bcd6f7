-- Verify florin:catalog/prices_policy on pg

begin;

select 1 / count(*)
from pg_catalog.pg_policy
where polrelid = 'catalog.prices'::regclass and polname = 'everybody_reads_prices_begun';

rollback;
