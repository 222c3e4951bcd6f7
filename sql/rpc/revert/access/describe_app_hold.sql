-- Revert florin:access/describe_app_hold from pg

begin;

drop function access.describe_app_hold(uuid, uuid);

commit;
