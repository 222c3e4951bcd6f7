-- Revert florin:generation/count_access from pg

begin;

drop function generation.count_access();

commit;
