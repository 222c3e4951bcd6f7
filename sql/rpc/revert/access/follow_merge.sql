-- Revert florin:access/follow_merge from pg

begin;

drop function access.follow_merge(access.merges);

commit;
