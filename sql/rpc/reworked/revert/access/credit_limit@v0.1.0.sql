-- Revert florin:access/credit_limit from pg

begin;

drop function access.credit_limit(uuid);

commit;
