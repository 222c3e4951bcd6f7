-- Revert florin:access/settle_app_hold from pg

begin;

drop function access.settle_app_hold(uuid, uuid, uuid, ledger.microcredits, text);

commit;
