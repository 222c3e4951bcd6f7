-- Revert florin:generation/describe_finish from pg

begin;

drop function generation.describe_finish(
  generation.generation_status, ledger.usage_source, generation.priced, ledger.settlement
);

commit;
