-- Revert florin:access/create_my_key from pg

begin;

drop function access.create_my_key(text, text[], timestamptz, bigint, text, integer);

commit;
