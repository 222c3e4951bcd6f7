-- Verify florin:ledger/draw_down on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service',
  'ledger.draw_down('
  'uuid, ledger.microcredits, ledger.entry_kind, ledger.contra_account, text, bigint)',
  'execute'
))::integer;

rollback;
