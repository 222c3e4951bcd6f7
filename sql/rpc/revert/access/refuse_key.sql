-- Revert florin:access/refuse_key from pg

begin;

drop function access.refuse_key(uuid, uuid, uuid, ledger.microcredits, text);

commit;
