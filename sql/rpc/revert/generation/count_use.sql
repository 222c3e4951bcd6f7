-- Revert florin:generation/count_use from pg

begin;

drop function generation.count_use(uuid, uuid, uuid, generation.offer);

commit;
