-- Deploy florin:billing/claim_doubts to pg
-- requires: billing/doubts
-- requires: billing/subscriptions

begin;

/*
 * Subscriptions to ask a store about now, up to p_limit: those entitled by what we know and over
 * by our clock for five minutes, and those noted by billing.note_doubts. Each is asked about
 * again after ten minutes, then twice as long each time, up to a day, until something newer was
 * heard of it.
 *
 * Locks   the claimed billing.doubts rows, those of other workers left out
 */
create function billing.claim_doubts(p_provider text, p_limit integer)
returns jsonb
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_overdue timestamptz := now() - interval '5 minutes';
  v_claimed jsonb;
begin
  insert into billing.doubts (provider, environment, chain_id, because)
  select s.provider, s.environment, s.chain_id, 'overdue'
  from billing.subscriptions as s
  where s.provider = p_provider and s.is_entitled and s.entitled_until < v_overdue
  on conflict do nothing;

  delete from billing.doubts as d
  where d.provider = p_provider
    and d.due_at <= now()
    and d.because = 'overdue'
    and not exists (
      select from billing.subscriptions as s
      where s.provider = d.provider
        and s.environment = d.environment
        and s.chain_id = d.chain_id
        and s.is_entitled
        and s.entitled_until < v_overdue
    );

  with claimed as (
    update billing.doubts as c
    set attempts = c.attempts + 1,
      due_at = now() + least(
        interval '10 minutes' * pg_catalog.power(2, least(c.attempts, 10)), interval '1 day'
      )
    from (
      select d.environment, d.chain_id
      from billing.doubts as d
      where d.provider = p_provider and d.due_at <= now()
      order by d.due_at
      limit p_limit
      for update skip locked
    ) as due
    where c.provider = p_provider
      and c.environment = due.environment
      and c.chain_id = due.chain_id
    returning c.environment, c.chain_id
  )
  select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
    'environment', claimed.environment, 'chain_id', claimed.chain_id
  ))
  into v_claimed
  from claimed;

  return coalesce(v_claimed, '[]');
end;
$$;

revoke all on function billing.claim_doubts(text, integer) from public;
grant execute on function billing.claim_doubts(text, integer) to florin_worker;
comment on function billing.claim_doubts is 'Subscriptions to ask a store about now.';

commit;
