-- Revert florin:catalog/offers_usual_output_tokens from pg

begin;

alter table catalog.offers drop column usual_output_tokens;

commit;
