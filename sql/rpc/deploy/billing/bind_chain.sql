-- Deploy florin:billing/bind_chain to pg
-- requires: billing/bindings
-- requires: billing/find_chain_owners
-- requires: billing/is_known_owner
-- requires: billing/apply_chains
-- requires: access/require_member

begin;

/*
 * Makes a chain that a user restored theirs, as far as it is nobody else's: who a purchase itself
 * names comes first, purchases of an anonymous or a closed account move, those of a known owner do
 * not, unless p_transfer. What is left of the credits moves with them; what was spent stays where
 * it was spent. Answers bound (it was nobody's, or theirs), moved or owned_by_another.
 *
 * Raises  FLMEM not a member
 * Locks   names, rows of facts, ledger.accounts rows by id, as billing.fold_event
 */
create function billing.bind_chain(
  p_account_id uuid,
  p_user_id uuid,
  p_provider text,
  p_environment text,
  p_chain_id text,
  p_transfer boolean default false
)
returns text
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_others uuid[];
begin
  perform access.require_member(p_account_id, p_user_id);
  perform pg_catalog.pg_advisory_xact_lock_shared(
    pg_catalog.hashtextextended('billing rebuild', 0)
  );
  perform billing.lock_names(p_provider, p_environment, 'chain', array[p_chain_id]);

  v_others := array_remove(
    billing.find_chain_owners(p_provider, p_environment, p_chain_id), p_account_id
  );
  if not p_transfer and exists (
    select from unnest(v_others) as o where billing.is_known_owner(o)
  ) then
    return 'owned_by_another';
  end if;

  insert into billing.bindings as b (provider, environment, chain_id, account_id, user_id)
  values (p_provider, p_environment, p_chain_id, p_account_id, p_user_id)
  on conflict (provider, environment, chain_id) do update
  set account_id = excluded.account_id, user_id = excluded.user_id, created_at = now()
  where b.account_id <> excluded.account_id;
  perform billing.apply_chains(p_provider, p_environment, array[p_chain_id]);

  return case when cardinality(v_others) > 0 then 'moved' else 'bound' end;
end;
$$;

revoke all on function billing.bind_chain(uuid, uuid, text, text, text, boolean) from public;
grant execute on function billing.bind_chain(
  uuid, uuid, text, text, text, boolean
) to florin_service;
comment on function billing.bind_chain is 'Makes a chain that a user restored theirs.';

commit;
