-- Revert florin:access/extend_app_hold from pg

begin;

drop function access.extend_app_hold(uuid, uuid, uuid, ledger.microcredits, integer);

commit;
