-- Revert florin:api/begin_generation from pg

begin;

drop function api.begin_generation(
  uuid, uuid, uuid, text, text, boolean, bigint, bigint, text, bytea, text, integer, text,
  integer, text, uuid
);

commit;
