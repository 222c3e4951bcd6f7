-- Verify florin:generation/scrub on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.scrub(uuid, integer)',
  'execute'
))::integer;

rollback;
