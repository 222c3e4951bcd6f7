-- Revert florin:access/read_my_trial_status from pg

begin;

drop function access.read_my_trial_status(text);

commit;
