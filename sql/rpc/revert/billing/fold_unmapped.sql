-- Revert florin:billing/fold_unmapped from pg

begin;

drop function billing.fold_unmapped(integer);

commit;
