-- Revert florin:access/describe_merge from pg

begin;

drop function access.describe_merge(uuid, uuid, uuid);

commit;
