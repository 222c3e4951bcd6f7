-- Revert florin:billing/is_known_owner from pg

begin;

drop function billing.is_known_owner(uuid);

commit;
