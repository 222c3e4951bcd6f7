-- Verify florin:generation/describe_start on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'generation.describe_start('
  'uuid, generation.offer, access.choice, catalog.on_disconnect, integer, '
  'ledger.placement)',
  'execute'
))::integer;

rollback;
