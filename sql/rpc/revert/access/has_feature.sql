-- Revert florin:access/has_feature from pg

begin;

drop function access.has_feature(text);

commit;
