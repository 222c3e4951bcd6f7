-- Revert florin:generation/bill from pg

begin;

drop type generation.bill;

commit;
