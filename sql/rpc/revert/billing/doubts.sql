-- Revert florin:billing/doubts from pg

begin;

drop table billing.doubts;

commit;
