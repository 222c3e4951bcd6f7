-- Verify florin:generation/price_line on pg

begin;

select 1 / (not has_function_privilege('florin_service', 'generation.price_line(jsonb, catalog.prices)', 'execute'))::integer;

rollback;
