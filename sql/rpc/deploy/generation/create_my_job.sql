-- Deploy florin:generation/create_my_job to pg
-- requires: generation/begin_job
-- requires: access/my_personal_account

begin;

/*
 * generation.begin_job for the signed-in user, without the service. Without a key, each call is a
 * job of its own.
 *
 * Raises  FLMEM not signed in · FLARG a key too long, and as generation.begin_job
 * Locks   as generation.begin_job
 */
create function generation.create_my_job(p_input jsonb, p_idempotency_key text)
returns json
language plpgsql
volatile
-- Definer: users have no right on the tables, and the user is whoever signed in.
security definer
set search_path = ''
as $$
declare
  v_account_id uuid := access.my_personal_account();
begin
  if length(p_idempotency_key) not between 1 and 255 then
    perform access.refuse_argument('idempotency_key', '1 to 255 characters');
  end if;

  return generation.begin_job(
    v_account_id, (select auth.uid()), pg_catalog.gen_random_uuid(), p_input, p_idempotency_key,
    sha256(convert_to(coalesce(p_input, 'null')::text, 'UTF8'))
  ) -> 'job';
end;
$$;

revoke all on function generation.create_my_job(jsonb, text) from public;
grant execute on function generation.create_my_job(jsonb, text) to authenticated;
comment on function generation.create_my_job is 'Begins a job for the signed-in user.';

commit;
