-- Revert florin:generation/finish from pg

begin;

drop function generation.finish(
  uuid, uuid, text, jsonb, text, jsonb, integer, jsonb, bytea, text, boolean
);

commit;
