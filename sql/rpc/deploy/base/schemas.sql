-- Deploy florin:base/schemas to pg
-- requires: base/roles

begin;

-- Postgres lets everyone execute every new function. Only this schema-less form takes that back;
-- from here on every right is granted by name.
alter default privileges revoke execute on functions from public;

create schema ledger;
comment on schema ledger is 'Credits: accounts, buckets, holds and the entries that explain them.';

create schema catalog;
comment on schema catalog is 'What is sold: models, routes to providers, prices, plans.';

create schema access;
comment on schema access is
  'Who may do what: members, plans of accounts, entitlements, trials, keys, devices, daily use.';

create schema billing;
comment on schema billing is
  'Money in: what the stores told, what it says of purchases, and what was granted for it.';

create schema generation;
comment on schema generation is 'Paid requests, the provider attempts behind them, stored replies.';

create schema audit;
comment on schema audit is 'What admins did, and what happened, for whom it is to be told.';

create schema private;
comment on schema private is 'Helpers of row level security. Not exposed.';

create schema api;
comment on schema api is 'The only exposed schema: functions and security-invoker views.';

grant usage on schema api to anon, authenticated, service_role, florin_service, florin_worker;
grant usage on schema ledger to authenticated, service_role;
grant usage on schema access to authenticated, service_role, florin_service, florin_worker;
grant usage on schema catalog to authenticated, service_role, florin_service;
grant usage on schema audit to authenticated, service_role, florin_worker;
grant usage on schema generation to authenticated, service_role, florin_service, florin_worker;
grant usage on schema ledger to florin_worker;
grant usage on schema billing to authenticated, service_role, florin_service, florin_worker;
grant usage on schema private to authenticated;

commit;
