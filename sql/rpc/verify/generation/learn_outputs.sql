-- Verify florin:generation/learn_outputs on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.learn_outputs(uuid[])',
  'execute'
))::integer;

rollback;
