-- Verify florin:generation/postpone_job on pg

begin;

select 1 / has_function_privilege(
  'florin_worker',
  'generation.postpone_job(uuid, uuid, uuid, double precision, text, boolean)',
  'execute'
)::integer;

select 1 / (not has_function_privilege(
  'authenticated',
  'generation.postpone_job(uuid, uuid, uuid, double precision, text, boolean)',
  'execute'
))::integer;

rollback;
