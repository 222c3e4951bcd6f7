-- Revert florin:api/sweep_generations from pg

begin;

drop function api.sweep_generations(integer);

commit;
