-- Revert florin:access/settle_key from pg

begin;

drop function access.settle_key(uuid, uuid, ledger.microcredits, ledger.microcredits);

commit;
