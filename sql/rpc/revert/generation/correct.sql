-- Revert florin:generation/correct from pg

begin;

drop function generation.correct(
  generation.bill, generation.generation_status, jsonb, ledger.usage_source, integer, jsonb,
  jsonb
);

commit;
