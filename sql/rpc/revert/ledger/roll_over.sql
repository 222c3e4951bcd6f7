-- Revert florin:ledger/roll_over from pg

begin;

drop function ledger.roll_over(uuid, timestamptz, ledger.microcredits, text, timestamptz);

commit;
