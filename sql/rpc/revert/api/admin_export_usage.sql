-- Revert florin:api/admin_export_usage from pg

begin;

drop function api.admin_export_usage(date, date);

commit;
