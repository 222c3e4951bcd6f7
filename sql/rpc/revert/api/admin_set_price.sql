-- Revert florin:api/admin_set_price from pg

begin;

drop function api.admin_set_price(
  text, timestamptz, bigint, bigint, bigint, bigint, bigint, bigint, jsonb
);

commit;
