-- Revert florin:api/fold_event from pg

begin;

drop function api.fold_event(text, text, text, jsonb);

commit;
