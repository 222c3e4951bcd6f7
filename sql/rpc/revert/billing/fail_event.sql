-- Revert florin:billing/fail_event from pg

begin;

drop function billing.fail_event(text, text, text, text, boolean);

commit;
