-- Deploy florin:billing/find_last_event to pg
-- requires: billing/provider_events

begin;

/*
 * When the newest event happened that a store told by itself; null where none is stored.
 */
create function billing.find_last_event(p_provider text, p_environment text)
returns timestamptz
language sql
stable
-- Definer: the workers have no right on any table.
security definer
set search_path = ''
as $$
  select e.occurred_at
  from billing.provider_events as e
  where e.provider = p_provider
    and e.environment = p_environment
    and e.type not like 'florin.%'
  order by e.occurred_at desc
  limit 1;
$$;

revoke all on function billing.find_last_event(text, text) from public;
grant execute on function billing.find_last_event(text, text) to florin_worker;
comment on function billing.find_last_event is 'When the newest event that a store told happened.';

commit;
