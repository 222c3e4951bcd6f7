-- Revert florin:generation/close from pg

begin;

drop function generation.close(
  uuid, uuid, generation.generation_status, jsonb, ledger.usage_source, integer, jsonb, boolean,
  jsonb, ledger.microcredits, integer
);

commit;
