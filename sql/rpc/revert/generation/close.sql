-- Revert florin:generation/close from pg

begin;

drop function generation.close(
  generation.generations, text, jsonb, text, integer, jsonb, boolean
);

commit;
