-- Revert florin:access/plan_slice from pg

begin;

drop function access.plan_slice();

commit;
