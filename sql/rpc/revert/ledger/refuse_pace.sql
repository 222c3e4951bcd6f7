-- Revert florin:ledger/refuse_pace from pg

begin;

drop function ledger.refuse_pace(timestamptz, integer);

commit;
