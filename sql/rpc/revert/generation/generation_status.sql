-- Revert florin:generation/generation_status from pg

begin;

drop type generation.generation_status;

commit;
