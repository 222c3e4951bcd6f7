-- Revert florin:billing/overage_found from pg

begin;

drop type billing.overage_found;

commit;
