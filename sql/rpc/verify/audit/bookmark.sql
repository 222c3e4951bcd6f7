-- Verify florin:audit/bookmark on pg

begin;

select null::audit.bookmark;

rollback;
