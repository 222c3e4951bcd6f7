-- Revert florin:generation/record_submission from pg

begin;

drop function generation.record_submission(uuid, uuid, uuid, text, double precision);

commit;
