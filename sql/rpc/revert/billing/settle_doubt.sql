-- Revert florin:billing/settle_doubt from pg

begin;

drop function billing.settle_doubt(text, text, text);

commit;
