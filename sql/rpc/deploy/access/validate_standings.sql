-- Deploy florin:access/validate_standings to pg
-- requires: access/keep_standings

begin;

-- A change of its own, so that memberships and plans can be written meanwhile.
alter table access.standings
validate constraint standings_member_fkey,
validate constraint standings_plan_fkey;

commit;
