-- Revert florin:generation/refuse_offer from pg

begin;

drop function generation.refuse_offer(uuid, text, text, generation.offer);

commit;
