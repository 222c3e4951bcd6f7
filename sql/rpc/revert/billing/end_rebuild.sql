-- Revert florin:billing/end_rebuild from pg

begin;

drop function billing.end_rebuild();

commit;
