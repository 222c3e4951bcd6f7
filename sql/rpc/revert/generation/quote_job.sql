-- Revert florin:generation/quote_job from pg

begin;

drop function generation.quote_job(jsonb, generation.offer);

commit;
