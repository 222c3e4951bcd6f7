-- Revert florin:access/check_key from pg

begin;

drop function access.check_key(text, text[], timestamptz, bigint, text, integer);

commit;
