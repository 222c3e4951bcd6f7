-- Deploy florin:billing/plan_next to pg
-- requires: billing/due
-- requires: billing/list_accounts
-- requires: billing/purchases
-- requires: billing/subscriptions

begin;

/*
 * Notes when the clock alone next changes what the account's purchases give: a subscription ends,
 * or a period begins or ends.
 *
 * Locks   billing.due row; the caller holds the account's row
 */
create function billing.plan_next(p_account_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_accounts uuid[] := billing.list_accounts(p_account_id);
  v_due_at timestamptz;
begin
  select min(t.at) into v_due_at
  from (
    select unnest(array[s.entitled_until, s.period_start])
    from billing.subscriptions as s
    where s.account_id = any(v_accounts)
      and s.is_entitled
    union all
    select unnest(array[p.period_start, p.period_end])
    from billing.purchases as p
    where p.account_id = any(v_accounts)
      and p.was_paid
      and p.period_end > now()
  ) as t (at)
  where t.at > now();

  if v_due_at is null then
    delete from billing.due where account_id = p_account_id;
    return;
  end if;
  insert into billing.due as d (account_id, due_at)
  values (p_account_id, v_due_at)
  on conflict (account_id) do update set due_at = excluded.due_at
  where d.due_at <> excluded.due_at;
end;
$$;

revoke all on function billing.plan_next(uuid) from public;
comment on function billing.plan_next is 'Notes when the clock next changes something.';

commit;
