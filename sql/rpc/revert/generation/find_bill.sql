-- Revert florin:generation/find_bill from pg

begin;

drop function generation.find_bill(uuid, uuid);

commit;
