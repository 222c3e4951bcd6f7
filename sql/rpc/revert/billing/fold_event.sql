-- Revert florin:billing/fold_event from pg

begin;

drop function billing.fold_event(text, text, text, jsonb);

commit;
