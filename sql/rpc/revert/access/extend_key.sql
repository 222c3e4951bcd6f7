-- Revert florin:access/extend_key from pg

begin;

drop function access.extend_key(p_account_id uuid, p_key_id uuid, p_more bigint);

commit;
