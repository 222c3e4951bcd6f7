-- Revert florin:ledger/refuse_account from pg

begin;

drop function ledger.refuse_account(uuid, text);

commit;
