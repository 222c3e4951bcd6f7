-- Revert florin:access/overage_left from pg

begin;

drop function access.overage_left(uuid, timestamptz, ledger.microcredits);

commit;
