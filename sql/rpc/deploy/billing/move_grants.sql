-- Deploy florin:billing/move_grants to pg
-- requires: billing/grants
-- requires: billing/purchases
-- requires: billing/move_grant
-- requires: ledger/part_bucket
-- requires: ledger/refresh_account
-- requires: access/merges

begin;

/*
 * Moves, among these accounts, what is left of grants to whose the purchases are by now, where
 * that changed: an owner became known, or somebody restored. What was spent stays where it was
 * spent, with its part of the receipt.
 *
 * Locks   nothing: the caller holds the rows of all accounts concerned
 */
create function billing.move_grants(
  p_provider text,
  p_environment text,
  p_chains text[],
  p_account_ids uuid[]
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_row record;
begin
  for v_row in
    select g as receipt, a.id as into_account_id
    from billing.grants as g
    join billing.purchases as p
      on (p.provider, p.environment, p.transaction_id, p.product)
      = (g.provider, g.environment, g.transaction_id, g.product)
    left join access.merges as m on m.account_id = p.account_id
    join ledger.accounts as a on a.id = coalesce(m.into_account_id, p.account_id)
    where (p.provider, p.environment) = (p_provider, p_environment)
      and p.chain_id = any(p_chains)
      and g.account_id <> a.id
      and a.status <> 'closed'
      -- The last part is what is left.
      and not exists (
        select
        from billing.grants as o
        where (o.provider, o.environment, o.transaction_id, o.product)
          = (g.provider, g.environment, g.transaction_id, g.product)
          and o.part > g.part
      )
    order by g.account_id, g.bucket_id
  loop
    perform billing.move_grant(
      (v_row.receipt).account_id, v_row.receipt, v_row.into_account_id
    );
  end loop;

  -- An unlock goes with its purchase.
  update access.entitlements as e
  set account_id = coalesce(m.into_account_id, p.account_id)
  from billing.purchases as p
  left join access.merges as m on m.account_id = p.account_id
  where (p.provider, p.environment) = (p_provider, p_environment)
    and p.chain_id = any(p_chains)
    and e.account_id = any(p_account_ids)
    and e.source = 'purchase'
    and e.source_ref
      = pg_catalog.concat_ws(':', p.provider, p.environment, p.transaction_id, p.product)
    and e.account_id <> coalesce(m.into_account_id, p.account_id);
end;
$$;

revoke all on function billing.move_grants(text, text, text[], uuid[]) from public;
comment on function billing.move_grants is 'Moves grants to whose the purchases are.';

commit;
