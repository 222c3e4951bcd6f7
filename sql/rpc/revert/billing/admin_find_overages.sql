-- Revert florin:billing/admin_find_overages from pg

begin;

drop function billing.admin_find_overages(text, integer);

commit;
