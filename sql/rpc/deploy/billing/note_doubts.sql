-- Deploy florin:billing/note_doubts to pg
-- requires: billing/doubts

begin;

/*
 * Notes that two things were said of these subscriptions as of the same moment, so that a worker
 * asks the store which holds. Idempotent.
 *
 * Locks   billing.doubts rows
 */
create function billing.note_doubts(p_provider text, p_environment text, p_chain_ids text[])
returns void
language plpgsql
volatile
-- Definer: neither service nor workers have a right on any table.
security definer
set search_path = ''
as $$
begin
  insert into billing.doubts (provider, environment, chain_id, because)
  select distinct p_provider, p_environment, c.chain_id, 'tied'
  from pg_catalog.unnest(p_chain_ids) as c (chain_id)
  order by c.chain_id
  on conflict (provider, environment, chain_id) do update
  set because = 'tied', due_at = least(doubts.due_at, now());
end;
$$;

revoke all on function billing.note_doubts(text, text, text[]) from public;
grant execute on function billing.note_doubts(text, text, text[]) to florin_service;
grant execute on function billing.note_doubts(text, text, text[]) to florin_worker;
comment on function billing.note_doubts is 'Notes subscriptions to ask the store about.';

commit;
