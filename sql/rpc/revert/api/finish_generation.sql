-- Revert florin:api/finish_generation from pg

begin;

drop function api.finish_generation(
  uuid, uuid, text, jsonb, text, jsonb, integer, jsonb, bytea, text, boolean
);

commit;
