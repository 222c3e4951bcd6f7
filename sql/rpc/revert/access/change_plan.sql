-- Revert florin:access/change_plan from pg

begin;

drop function access.change_plan(uuid, text, text, text);

commit;
