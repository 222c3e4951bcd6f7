-- Revert florin:billing/apply_plan from pg

begin;

drop function billing.apply_plan(uuid);

commit;
