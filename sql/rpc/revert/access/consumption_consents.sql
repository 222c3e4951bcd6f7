-- Revert florin:access/consumption_consents from pg

begin;

drop table access.consumption_consents;

commit;
