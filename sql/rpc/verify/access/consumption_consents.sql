-- Verify florin:access/consumption_consents on pg

begin;

select
  account_id, user_id, is_given, changed_at
from access.consumption_consents
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'access.consumption_consents'::regclass;

rollback;
