-- Revert florin:access/pace_limits from pg

begin;

drop function access.pace_limits(uuid);

commit;
