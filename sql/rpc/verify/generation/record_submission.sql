-- Verify florin:generation/record_submission on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'generation.record_submission(uuid, uuid, uuid, text, double precision)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'generation.record_submission(uuid, uuid, uuid, text, double precision)',
  'execute'
))::integer;

rollback;
