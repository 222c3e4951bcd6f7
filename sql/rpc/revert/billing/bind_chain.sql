-- Revert florin:billing/bind_chain from pg

begin;

drop function billing.bind_chain(uuid, uuid, text, text, text, boolean);

commit;
