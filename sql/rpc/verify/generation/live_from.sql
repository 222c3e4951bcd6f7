-- Verify florin:generation/live_from on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.live_from()',
  'execute'
))::integer;

rollback;
