-- Revert florin:billing/apply_reversals from pg

begin;

drop function billing.apply_reversals(uuid);

commit;
