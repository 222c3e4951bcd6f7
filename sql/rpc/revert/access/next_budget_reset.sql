-- Revert florin:access/next_budget_reset from pg

begin;

drop function access.next_budget_reset(text);

commit;
