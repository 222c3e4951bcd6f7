-- Revert florin:access/extend_key from pg

begin;

drop function access.extend_key(uuid, uuid, ledger.microcredits);

commit;
