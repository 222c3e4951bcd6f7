-- Revert florin:access/choose_model from pg

begin;

drop function access.choose_model(uuid, uuid, text, text);

commit;
