-- Verify florin:catalog/offers_usual_output_tokens on pg

begin;

select usual_output_tokens
from catalog.offers
where false;

rollback;
