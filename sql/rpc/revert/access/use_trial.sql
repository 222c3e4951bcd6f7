-- Revert florin:access/use_trial from pg

begin;

drop function access.use_trial(uuid, text, integer);

commit;
