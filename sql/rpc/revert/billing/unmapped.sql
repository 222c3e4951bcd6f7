-- Revert florin:billing/unmapped from pg

begin;

drop table billing.unmapped;

commit;
