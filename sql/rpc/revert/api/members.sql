-- Revert florin:api/members from pg

begin;

drop view api.members;

commit;
