-- Revert florin:access/create_key from pg

begin;

drop function access.create_key(
  uuid, uuid, boolean, text, text[], timestamptz, bigint, text, integer
);

commit;
