-- Verify florin:ledger/book_burning on pg

begin;

select 1 / (not has_function_privilege(
  'florin_service', 'ledger.book_burning(uuid)', 'execute'
))::integer;

rollback;
