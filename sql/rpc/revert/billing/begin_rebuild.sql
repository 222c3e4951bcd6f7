-- Revert florin:billing/begin_rebuild from pg

begin;

drop function billing.begin_rebuild();

commit;
