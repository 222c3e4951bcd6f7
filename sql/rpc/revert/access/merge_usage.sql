-- Revert florin:access/merge_usage from pg

begin;

drop function access.merge_usage(uuid, uuid);

commit;
