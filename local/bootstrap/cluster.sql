-- Once per server: the roles of a Supabase project, with their attributes and time-outs.
-- Run by the superuser supabase_admin. Nothing here may be stronger than the hosted platform,
-- so that what works locally works there.

create role anon nologin inherit;
create role authenticated nologin inherit;
create role service_role nologin inherit bypassrls;
create role authenticator login noinherit;

-- Not a superuser: the migrations run as this role, here as they do on the platform.
create role postgres login createdb createrole replication bypassrls;

create role supabase_auth_admin login noinherit createrole;
create role supabase_storage_admin login noinherit createrole;
create role supabase_realtime_admin nologin noinherit;
-- The local Realtime's login. The platform's comes as a superuser; this one may be what it needs to
-- be, one at a time, and nothing by itself.
create role realtime_login login noinherit;
create role supabase_read_only_user login bypassrls;
create role dashboard_user nologin createdb createrole replication;

grant anon, authenticated, service_role to authenticator, postgres;
grant pg_monitor, pg_read_all_data, pg_signal_backend to postgres;
grant pg_read_all_data to supabase_read_only_user;

-- Stands in for the platform's policy hook (supautils.policy_grants), which lets postgres create
-- policies on tables of realtime and storage without owning them.
grant supabase_realtime_admin, supabase_storage_admin to postgres;

grant anon, authenticated, service_role, supabase_realtime_admin to realtime_login;

alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';
alter role postgres set search_path = "$user", public, extensions;
alter role supabase_admin set search_path = "$user", public, auth, extensions;
alter role supabase_auth_admin set search_path = auth;
alter role supabase_storage_admin set search_path = storage;
