-- Revert florin:access/refuse_busy from pg

begin;

drop function access.refuse_busy(uuid, ledger.microcredits, integer);

commit;
