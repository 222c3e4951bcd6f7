-- Deploy florin:audit/emit to pg
-- requires: audit/outbox

begin;

/*
 * Tells of a fact, in its own transaction: no fact without its event, no event without its fact.
 */
create function audit.emit(p_account_id uuid, p_kind text, p_payload jsonb)
returns void
language sql
volatile
set search_path = ''
as $$
  insert into audit.outbox (account_id, kind, payload)
  values (p_account_id, p_kind, p_payload);
$$;

revoke all on function audit.emit(uuid, text, jsonb) from public;
comment on function audit.emit is 'Writes one event to the outbox.';

commit;
