-- Revert florin:api/start_submission from pg

begin;

drop function api.start_submission(uuid, uuid, uuid);

commit;
