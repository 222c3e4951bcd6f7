-- Revert florin:billing/bindings from pg

begin;

drop table billing.bindings;

commit;
