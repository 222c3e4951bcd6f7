-- Revert florin:api/admin_change_plan from pg

begin;

drop function api.admin_change_plan(text, text, text);

commit;
