-- Revert florin:access/admit_key from pg

begin;

drop function access.admit_key(uuid, uuid, boolean);

commit;
