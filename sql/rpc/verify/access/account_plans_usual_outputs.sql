-- Verify florin:access/account_plans_usual_outputs on pg

begin;

select usual_outputs
from access.account_plans
where false;

rollback;
