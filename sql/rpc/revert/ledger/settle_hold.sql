-- Revert florin:ledger/settle_hold from pg

begin;

drop function ledger.settle_hold(uuid, uuid, ledger.microcredits, text, ledger.usage_source);

commit;
