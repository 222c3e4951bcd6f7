-- Revert florin:ledger/refuse_hold from pg

begin;

drop function ledger.refuse_hold(uuid, text);

commit;
