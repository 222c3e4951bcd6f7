-- Revert florin:access/use_trial from pg

begin;

drop function access.use_trial(uuid, uuid, text, integer);

commit;
