-- Deploy florin:audit/begin_action to pg
-- requires: base/require_admin

begin;

/*
 * Lets admins pass, and names what they are doing for the rest of the transaction: the triggers
 * that log changes (audit.log_change) log them under this name.
 *
 * Raises  FLADM not an admin
 */
create function audit.begin_action(p_action text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.require_admin();
  perform pg_catalog.set_config('florin.action', p_action, true);
end;
$$;

revoke all on function audit.begin_action(text) from public;
comment on function audit.begin_action is 'Lets admins pass and names what they do.';

commit;
