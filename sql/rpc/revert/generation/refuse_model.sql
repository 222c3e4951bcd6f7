-- Revert florin:generation/refuse_model from pg

begin;

drop function generation.refuse_model(text, text);

commit;
