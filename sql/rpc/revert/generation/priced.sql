-- Revert florin:generation/priced from pg

begin;

drop type generation.priced;

commit;
