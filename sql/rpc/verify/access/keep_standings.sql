-- Verify florin:access/keep_standings on pg

begin;

select 1 / (count(*) = 3)::integer
from pg_catalog.pg_trigger
where tgname in (
  'members_open_standings', 'account_plans_open_standings', 'account_plans_change_standings'
);

select 1 / (count(*) = 2)::integer
from pg_catalog.pg_constraint
where conrelid = 'access.standings'::regclass
  and contype = 'f';

rollback;
