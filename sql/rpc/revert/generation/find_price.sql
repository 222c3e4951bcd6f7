-- Revert florin:generation/find_price from pg

begin;

drop function generation.find_price(text, generation.bill);

commit;
