-- Revert florin:ledger/grant_credits from pg

begin;

drop function ledger.grant_credits(
  uuid, ledger.bucket_source, text, ledger.microcredits, smallint, timestamptz, timestamptz
);

commit;
