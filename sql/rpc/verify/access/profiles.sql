-- Verify florin:access/profiles on pg

begin;

select
  account_id, user_id, display_name, locale, time_zone, default_model_id, persona_overrides,
  app_data, updated_at
from access.profiles
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'access.profiles'::regclass;

rollback;
