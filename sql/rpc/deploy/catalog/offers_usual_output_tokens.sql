-- Deploy florin:catalog/offers_usual_output_tokens to pg
-- requires: catalog/offers

begin;

alter table catalog.offers
add column usual_output_tokens integer;

comment on column catalog.offers.usual_output_tokens is
  'What a stream of an account without a history of its own holds for at first; null is '
  'hold_step_tokens. Rolled up by generation.learn_offers.';

commit;
