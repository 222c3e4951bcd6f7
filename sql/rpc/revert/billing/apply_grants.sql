-- Revert florin:billing/apply_grants from pg

begin;

drop function billing.apply_grants(uuid);

commit;
