-- Revert florin:generation/access from pg

begin;

drop type generation.access;

commit;
