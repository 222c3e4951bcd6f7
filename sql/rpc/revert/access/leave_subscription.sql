-- Revert florin:access/leave_subscription from pg

begin;

drop function access.leave_subscription(uuid);

commit;
