-- Revert florin:api/revoke_api_key from pg

begin;

drop function api.revoke_api_key(uuid);

commit;
