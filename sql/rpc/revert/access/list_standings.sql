-- Revert florin:access/list_standings from pg

begin;

drop function access.list_standings(uuid, uuid, text);

commit;
