-- Revert florin:access/grant_entitlement from pg

begin;

drop function access.grant_entitlement(
  uuid, text, text, text, text, timestamptz, timestamptz, text
);

commit;
