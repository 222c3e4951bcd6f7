-- Revert florin:base/schemas from pg

begin;

drop schema api;
drop schema audit;
drop schema private;
drop schema generation;
drop schema billing;
drop schema access;
drop schema catalog;
drop schema ledger;

alter default privileges grant execute on functions to public;

commit;
