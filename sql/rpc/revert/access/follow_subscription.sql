-- Revert florin:access/follow_subscription from pg

begin;

drop function access.follow_subscription(uuid, bigint, timestamptz, timestamptz, text);

commit;
