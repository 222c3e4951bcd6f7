-- Revert florin:generation/admin_export_usage from pg

begin;

drop function generation.admin_export_usage(date, date);

commit;
