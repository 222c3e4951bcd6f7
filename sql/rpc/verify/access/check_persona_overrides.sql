-- Verify florin:access/check_persona_overrides on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.check_persona_overrides(jsonb)',
  'execute'
))::integer;

rollback;
