-- Revert florin:access/change_standings from pg

begin;

drop function access.change_standings();

commit;
