-- Revert florin:ledger/settle_rest from pg

begin;

drop function ledger.settle_rest(uuid, uuid, ledger.microcredits, text, ledger.usage_source);

commit;
