-- Revert florin:billing/store_event from pg

begin;

drop function billing.store_event(text, text, text, text, timestamptz, text);

commit;
