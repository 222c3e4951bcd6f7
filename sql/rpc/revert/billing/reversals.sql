-- Revert florin:billing/reversals from pg

begin;

drop table billing.reversals;

commit;
