-- Verify florin:generation/csv_field on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.csv_field(text)',
  'execute'
))::integer;

rollback;
