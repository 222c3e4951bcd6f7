-- Revert florin:access/read_trial_status from pg

begin;

drop function access.read_trial_status(uuid, uuid, text);

commit;
