-- Revert florin:catalog/save_model from pg

begin;

drop function catalog.save_model(jsonb);

commit;
