-- Revert florin:api/admin_find_overages from pg

begin;

drop function api.admin_find_overages(text, integer);

commit;
