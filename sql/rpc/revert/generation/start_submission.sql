-- Revert florin:generation/start_submission from pg

begin;

drop function generation.start_submission(uuid, uuid, uuid);

commit;
