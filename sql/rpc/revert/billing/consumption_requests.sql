-- Revert florin:billing/consumption_requests from pg

begin;

drop table billing.consumption_requests;

commit;
