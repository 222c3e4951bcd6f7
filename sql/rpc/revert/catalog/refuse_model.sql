-- Revert florin:catalog/refuse_model from pg

begin;

drop function catalog.refuse_model(text);

commit;
