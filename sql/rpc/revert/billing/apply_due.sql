-- Revert florin:billing/apply_due from pg

begin;

drop function billing.apply_due(integer);

commit;
