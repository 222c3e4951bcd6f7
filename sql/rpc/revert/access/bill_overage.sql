-- Revert florin:access/bill_overage from pg

begin;

drop function access.bill_overage(uuid, access.account_plans, timestamptz);

commit;
