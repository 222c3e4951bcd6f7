-- Revert florin:api/renew_periods from pg

begin;

drop function api.renew_periods(integer);

commit;
