-- Revert florin:generation/note_correction from pg

begin;

drop function generation.note_correction(
  generation.bill, generation.generation_status, ledger.usage_source, bigint
);

commit;
