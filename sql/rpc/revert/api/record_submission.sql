-- Revert florin:api/record_submission from pg

begin;

drop function api.record_submission(uuid, uuid, uuid, text, double precision);

commit;
