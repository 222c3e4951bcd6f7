-- Revert florin:access/reserve_key from pg

begin;

drop function access.reserve_key(uuid, uuid, uuid, ledger.microcredits, text);

commit;
