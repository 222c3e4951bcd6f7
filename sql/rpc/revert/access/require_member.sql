-- Revert florin:access/require_member from pg

begin;

drop function access.require_member(uuid, uuid, boolean);

commit;
