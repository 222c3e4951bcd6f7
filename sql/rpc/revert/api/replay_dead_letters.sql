-- Revert florin:api/replay_dead_letters from pg

begin;

drop function api.replay_dead_letters(text, integer);

commit;
