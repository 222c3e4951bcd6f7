-- Revert florin:generation/begin from pg

begin;

drop function generation.begin(
  uuid, uuid, uuid, text, text, boolean, bigint, bigint, text, bytea, text, integer, text,
  integer, text, uuid
);

commit;
