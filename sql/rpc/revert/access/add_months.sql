-- Revert florin:access/add_months from pg

begin;

drop function access.add_months(timestamptz, integer);

commit;
