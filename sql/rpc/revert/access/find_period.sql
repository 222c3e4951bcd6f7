-- Revert florin:access/find_period from pg

begin;

drop function access.find_period(timestamptz, timestamptz);

commit;
