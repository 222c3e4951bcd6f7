-- Verify florin:generation/enqueue_step on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.enqueue_step(uuid, uuid, timestamptz)',
  'execute'
))::integer;

rollback;
