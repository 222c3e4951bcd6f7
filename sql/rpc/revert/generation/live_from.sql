-- Revert florin:generation/live_from from pg

begin;

drop function generation.live_from();

commit;
