-- Revert florin:api/retake_steps from pg

begin;

drop function api.retake_steps(integer);

commit;
