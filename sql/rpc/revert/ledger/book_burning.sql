-- Revert florin:ledger/book_burning from pg

begin;

drop function ledger.book_burning(uuid);

commit;
