-- Deploy florin:audit/write_log to pg
-- requires: audit/log

begin;

/*
 * Writes one line of the admin log: who (the signed-in user), what, to what, before and after.
 */
create function audit.write_log(
  p_action text,
  p_target text,
  p_account_id uuid,
  p_before jsonb,
  p_after jsonb
)
returns void
language sql
volatile
set search_path = ''
as $$
  insert into audit.log (actor_id, action, target, account_id, before, after)
  values ((select auth.uid()), p_action, p_target, p_account_id, p_before, p_after);
$$;

revoke all on function audit.write_log(text, text, uuid, jsonb, jsonb) from public;
comment on function audit.write_log is 'Writes one line of the admin log.';

commit;
