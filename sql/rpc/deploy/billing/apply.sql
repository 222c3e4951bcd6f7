-- Deploy florin:billing/apply to pg
-- requires: billing/apply_grants
-- requires: billing/apply_reversals
-- requires: billing/apply_rollovers
-- requires: billing/apply_entitlements
-- requires: billing/apply_plan
-- requires: billing/plan_next
-- requires: ledger/refresh_account
-- requires: access/merges

begin;

/*
 * Makes an account's credits, entitlements and plan what the facts of its purchases say, by the
 * difference: running it again changes nothing. A closed account gets nothing; what it was merged
 * into is noted as due.
 *
 * Raises  FLACC unknown account
 * Locks   ledger.accounts row, before anything else is read
 */
create function billing.apply(p_account_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_account ledger.accounts := ledger.refresh_account(p_account_id);
begin
  if v_account.status = 'closed' then
    delete from billing.due where account_id = p_account_id;
    insert into billing.due (account_id, due_at)
    select m.into_account_id, now()
    from access.merges as m
    where m.account_id = p_account_id
    on conflict (account_id) do update set due_at = excluded.due_at;
    return;
  end if;

  -- First, for it bills the overage of the period before, which new credits would pay.
  perform billing.apply_plan(p_account_id);
  perform billing.apply_grants(p_account_id);
  -- Of a period that is over the credits have lapsed.
  perform ledger.refresh_account(p_account_id);
  perform billing.apply_reversals(p_account_id);
  perform billing.apply_rollovers(p_account_id);
  perform billing.apply_entitlements(p_account_id);
  perform billing.plan_next(p_account_id);
end;
$$;

revoke all on function billing.apply(uuid) from public;
comment on function billing.apply is 'Makes an account what the facts say.';

commit;
