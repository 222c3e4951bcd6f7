-- Revert florin:api/read_trial_status from pg

begin;

drop function api.read_trial_status(uuid, uuid, text);

commit;
