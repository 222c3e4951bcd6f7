-- Revert florin:access/begin_period from pg

begin;

drop function access.begin_period(uuid);

commit;
