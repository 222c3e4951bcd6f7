-- Verify florin:base/schemas on pg

begin;

select 1 / has_schema_privilege('authenticated', 'api', 'usage')::integer;

select 1 / (not has_schema_privilege('anon', 'ledger', 'usage'))::integer;

select 1 / (not has_schema_privilege('florin_service', 'ledger', 'usage'))::integer;

rollback;
