-- Revert florin:audit/replay_dead_letters from pg

begin;

drop function audit.replay_dead_letters(text, integer);

commit;
