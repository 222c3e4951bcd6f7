-- Revert florin:access/reserve_key from pg

begin;

drop function access.reserve_key(
  p_account_id uuid, p_user_id uuid, p_key_id uuid, p_amount bigint
);

commit;
