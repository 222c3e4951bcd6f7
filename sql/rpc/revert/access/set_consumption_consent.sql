-- Revert florin:access/set_consumption_consent from pg

begin;

drop function access.set_consumption_consent(boolean);

commit;
