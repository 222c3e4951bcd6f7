-- Revert florin:access/renew_periods from pg

begin;

drop function access.renew_periods(integer);

commit;
