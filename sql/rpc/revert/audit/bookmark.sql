-- Revert florin:audit/bookmark from pg

begin;

drop type audit.bookmark;

commit;
