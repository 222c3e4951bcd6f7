-- Revert florin:api/roll_up_usage from pg

begin;

drop function api.roll_up_usage(integer);

commit;
