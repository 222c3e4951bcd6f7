-- Revert florin:access/choose_model from pg

begin;

drop function access.choose_model(p_account_id uuid, p_user_id uuid, p_persona text, p_api text);

commit;
