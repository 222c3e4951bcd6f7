-- Revert florin:access/raise_included from pg

begin;

drop function access.raise_included(uuid, access.account_plans);

commit;
