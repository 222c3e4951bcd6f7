-- Revert florin:billing/owners from pg

begin;

drop table billing.owners;

commit;
