-- Revert florin:billing/due from pg

begin;

drop table billing.due;

commit;
