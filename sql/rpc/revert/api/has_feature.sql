-- Revert florin:api/has_feature from pg

begin;

drop function api.has_feature(text);

commit;
