-- Verify florin:generation/quote_job on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.quote_job(jsonb, generation.offer)',
  'execute'
))::integer;

rollback;
