-- Verify florin:generation/describe_start on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.describe_start('
  'generation.generations, generation.offer, bigint, ledger.accounts)',
  'execute'
))::integer;

rollback;
