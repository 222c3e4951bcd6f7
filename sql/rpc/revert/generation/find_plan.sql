-- Revert florin:generation/find_plan from pg

begin;

drop function generation.find_plan(uuid, uuid);

commit;
