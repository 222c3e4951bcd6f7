-- Revert florin:generation/enqueue_step from pg

begin;

drop function generation.enqueue_step(uuid, uuid, timestamptz);

commit;
