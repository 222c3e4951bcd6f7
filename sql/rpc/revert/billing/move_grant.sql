-- Revert florin:billing/move_grant from pg

begin;

drop function billing.move_grant(uuid, billing.grants, uuid);

commit;
