-- Revert florin:api/create_key from pg

begin;

drop function api.create_key(
  uuid, uuid, boolean, text, text[], timestamptz, bigint, text, integer
);

commit;
