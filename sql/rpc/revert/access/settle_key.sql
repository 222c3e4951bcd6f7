-- Revert florin:access/settle_key from pg

begin;

drop function access.settle_key(
  p_account_id uuid, p_key_id uuid, p_reserved bigint, p_charged bigint
);

commit;
