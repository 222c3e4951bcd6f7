-- Revert florin:access/update_profile from pg

begin;

drop function access.update_profile(uuid, uuid, jsonb);

commit;
