-- Revert florin:access/members from pg

begin;

drop table access.members;

commit;
