-- Revert florin:generation/extend_hold from pg

begin;

drop function generation.extend_hold(uuid, uuid, ledger.microcredits, integer);

commit;
