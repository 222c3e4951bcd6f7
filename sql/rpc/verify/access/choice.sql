-- Verify florin:access/choice on pg

begin;

select null::access.choice;

rollback;
