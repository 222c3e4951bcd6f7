-- Revert florin:access/refuse_budget from pg

begin;

drop function access.refuse_budget(access.api_keys, ledger.microcredits);

commit;
