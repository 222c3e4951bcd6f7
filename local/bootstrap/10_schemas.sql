-- Schemas and what the platform's defaults leave open in public (2026): no Data API grants,
-- but TRUNCATE, REFERENCES and TRIGGER on tables and UPDATE on sequences remain, and EXECUTE
-- comes through PUBLIC. Migrations have to close these by themselves.

create schema extensions authorization postgres;
grant usage on schema extensions to anon, authenticated, service_role;

grant usage on schema public to anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant truncate, references, trigger on tables to anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant update on sequences to anon, authenticated, service_role;

create publication supabase_realtime;
alter publication supabase_realtime owner to postgres;
