-- Revert florin:generation/replies from pg

begin;

drop table generation.replies;

commit;
