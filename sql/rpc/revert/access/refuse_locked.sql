-- Revert florin:access/refuse_locked from pg

begin;

drop function access.refuse_locked(p_account_id uuid, p_model_id text);

commit;
