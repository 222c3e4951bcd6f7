-- Revert florin:api/set_consumption_consent from pg

begin;

drop function api.set_consumption_consent(boolean);

commit;
