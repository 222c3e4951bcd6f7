-- Revert florin:billing/find_last_event from pg

begin;

drop function billing.find_last_event(text, text);

commit;
