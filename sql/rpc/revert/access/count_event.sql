-- Revert florin:access/count_event from pg

begin;

drop function access.count_event(uuid);

commit;
