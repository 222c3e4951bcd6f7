-- Revert florin:billing/plan_next from pg

begin;

drop function billing.plan_next(uuid);

commit;
