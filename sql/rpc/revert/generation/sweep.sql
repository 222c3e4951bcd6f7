-- Revert florin:generation/sweep from pg

begin;

drop function generation.sweep(integer);

commit;
