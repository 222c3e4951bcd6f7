-- Revert florin:billing/verify from pg

begin;

drop function billing.verify(uuid);

commit;
