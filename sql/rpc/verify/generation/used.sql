-- Verify florin:generation/used on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.used(uuid, timestamptz, timestamptz)',
  'execute'
))::integer;

rollback;
