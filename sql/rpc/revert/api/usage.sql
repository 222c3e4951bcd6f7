-- Revert florin:api/usage from pg

begin;

drop function api.usage(timestamptz, timestamptz, text);

commit;
