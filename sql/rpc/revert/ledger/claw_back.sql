-- Revert florin:ledger/claw_back from pg

begin;

drop function ledger.claw_back(uuid, text, text, ledger.microcredits, text);

commit;
