-- Revert florin:ledger/move_credits from pg

begin;

drop function ledger.move_credits(uuid, uuid, boolean);

commit;
