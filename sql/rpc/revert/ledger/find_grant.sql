-- Revert florin:ledger/find_grant from pg

begin;

drop function ledger.find_grant(uuid, text, text, ledger.microcredits);

commit;
