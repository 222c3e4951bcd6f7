-- Deploy florin:audit/expand_event to pg
-- requires: audit/charge_events

begin;

/*
 * The events that one row of the outbox tells, each with its own place among them.
 */
create function audit.expand_event(p_account_id uuid, p_kind text, p_payload jsonb)
returns table (part integer, kind text, payload jsonb)
language sql
stable
set search_path = ''
as $$
  select 1, p_kind, p_payload
  union all
  select part, kind, payload
  from audit.charge_events(p_account_id, p_payload)
  where p_kind = 'model_message_sent';
$$;

revoke all on function audit.expand_event(uuid, text, jsonb) from public;
comment on function audit.expand_event is 'The events that one row of the outbox tells.';

commit;
