-- Revert florin:ledger/claw_back from pg

begin;

drop function ledger.claw_back(uuid, ledger.bucket_source, text, ledger.microcredits, text);

commit;
