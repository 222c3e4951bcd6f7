-- Verify florin:access/check_profile_text on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'access.check_profile_text(text, jsonb, text, text)',
  'execute'
))::integer;

rollback;
