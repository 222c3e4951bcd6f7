-- Revert florin:access/open_standings from pg

begin;

drop function access.open_standings();

commit;
