-- Revert florin:generation/describe_start from pg

begin;

drop function generation.describe_start(
  uuid, generation.offer, access.choice, catalog.on_disconnect, integer, ledger.placement
);

commit;
