-- Revert florin:billing/rebuild_rows from pg

begin;

drop table billing.rebuild_rows;

commit;
