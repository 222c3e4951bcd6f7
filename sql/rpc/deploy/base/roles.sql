-- Deploy florin:base/roles to pg

begin;

-- Roles belong to the cluster, not to the database: another database may have made them already.
do $$
declare
  v_role text;
begin
  foreach v_role in array array['florin_service', 'florin_worker'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = v_role) then
      execute pg_catalog.format('create role %I nologin noinherit', v_role);
    end if;
  end loop;
end;
$$;

-- A deployment turns them into logins: alter role florin_service login password '…'.
comment on role florin_service is
  'The streaming service. May execute named functions, nothing else.';
comment on role florin_worker is
  'The background workers. May execute named functions, nothing else.';

commit;
