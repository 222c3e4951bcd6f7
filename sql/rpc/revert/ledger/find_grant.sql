-- Revert florin:ledger/find_grant from pg

begin;

drop function ledger.find_grant(uuid, ledger.bucket_source, text, ledger.microcredits);

commit;
