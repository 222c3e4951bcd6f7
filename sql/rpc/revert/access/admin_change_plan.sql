-- Revert florin:access/admin_change_plan from pg

begin;

drop function access.admin_change_plan(text, text, text);

commit;
