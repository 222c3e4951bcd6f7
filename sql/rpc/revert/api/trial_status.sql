-- Revert florin:api/trial_status from pg

begin;

drop function api.trial_status(text);

commit;
