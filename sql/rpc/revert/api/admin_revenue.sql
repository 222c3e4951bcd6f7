-- Revert florin:api/admin_revenue from pg

begin;

drop function api.admin_revenue(date, date, numeric);

commit;
