-- Revert florin:queue/procrastinate from pg

begin;

drop schema queue cascade;

commit;
