-- Revert florin:access/daily_limits from pg

begin;

drop function access.daily_limits(uuid, uuid);

commit;
