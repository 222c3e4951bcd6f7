-- Revert florin:api/update_profile from pg

begin;

drop function api.update_profile(uuid, uuid, jsonb);

commit;
