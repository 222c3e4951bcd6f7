-- Revert florin:catalog/admin_set_price from pg

begin;

drop function catalog.admin_set_price(
  text, timestamptz, bigint, bigint, bigint, bigint, bigint, bigint, jsonb
);

commit;
