-- Revert florin:generation/admin_revenue from pg

begin;

drop function generation.admin_revenue(date, date, numeric);

commit;
