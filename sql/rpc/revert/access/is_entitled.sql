-- Revert florin:access/is_entitled from pg

begin;

drop function access.is_entitled(uuid, text, text);

commit;
