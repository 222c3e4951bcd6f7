-- Deploy florin:billing/fold_event to pg
-- requires: billing/provider_events
-- requires: billing/lock_facts
-- requires: billing/merge_facts
-- requires: billing/apply_chains
-- requires: billing/note_unmapped
-- requires: access/refuse_argument

begin;

/*
 * Takes in what an event says, and makes the accounts it concerns what all that is known says. Any
 * order, any repetition and any two at once come to the same. Answers the accounts; the chains
 * whose facts contradict each other, to be read again; how many purchases and subscriptions of
 * these have no owner; and the products that are not mapped.
 *
 * Raises  FLARG no such event, or a fact of an unknown kind
 * Locks   billing.provider_events row, names (see billing.lock_names), rows of facts, then
 *         ledger.accounts rows by id
 */
create function billing.fold_event(
  p_provider text,
  p_environment text,
  p_event_id text,
  p_facts jsonb
)
returns jsonb
language plpgsql
volatile
-- Definer: service and workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_chains text[];
  v_tied text[];
  v_accounts uuid[];
begin
  -- A rebuild has the exclusive one.
  perform pg_catalog.pg_advisory_xact_lock_shared(
    pg_catalog.hashtextextended('billing rebuild', 0)
  );
  update billing.provider_events
  set status = 'folded', folded_at = now(), problem = null
  where (provider, environment, event_id) = (p_provider, p_environment, p_event_id);
  if not found then
    perform access.refuse_argument('event_id', 'it is that of an event that was stored');
  end if;

  v_chains := billing.lock_facts(p_provider, p_environment, p_facts);
  v_tied := billing.merge_facts(p_provider, p_environment, p_event_id, p_facts);
  v_accounts := billing.apply_chains(p_provider, p_environment, v_chains);

  return jsonb_build_object(
    'accounts', to_jsonb(v_accounts),
    'tied', to_jsonb(v_tied),
    'unowned', (
      select count(*)
      from (
        select p.account_id
        from billing.purchases as p
        where (p.provider, p.environment) = (p_provider, p_environment)
          and p.chain_id = any(v_chains)
        union all
        select s.account_id
        from billing.subscriptions as s
        where (s.provider, s.environment) = (p_provider, p_environment)
          and s.chain_id = any(v_chains)
      ) as o
      where o.account_id is null
    ),
    'unmapped', to_jsonb(billing.note_unmapped(p_provider, p_environment, v_chains))
  );
end;
$$;

revoke all on function billing.fold_event(text, text, text, jsonb) from public;
grant execute on function billing.fold_event(text, text, text, jsonb) to florin_service;
grant execute on function billing.fold_event(text, text, text, jsonb) to florin_worker;
comment on function billing.fold_event is 'Takes in what an event says.';

commit;
