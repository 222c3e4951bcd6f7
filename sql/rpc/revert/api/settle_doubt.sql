-- Revert florin:api/settle_doubt from pg

begin;

drop function api.settle_doubt(text, text, text);

commit;
