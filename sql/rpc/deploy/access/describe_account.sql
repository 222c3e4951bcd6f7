-- Deploy florin:access/describe_account to pg
-- requires: access/account_plans
-- requires: ledger/accounts

begin;

/*
 * An account as the admin log shows it before and after.
 */
create function access.describe_account(p_account_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'account_id', a.id, 'status', a.status, 'plan', v.plan_id, 'posted', a.posted,
    'held', a.held, 'debt', a.debt, 'available', a.posted - a.held + a.overdraft_limit
  )
  from ledger.accounts as a
  left join access.account_plans as p on p.account_id = a.id
  left join catalog.plan_versions as v on v.id = p.plan_version_id
  where a.id = p_account_id;
$$;

revoke all on function access.describe_account(uuid) from public;
comment on function access.describe_account is 'An account as the admin log shows it.';

commit;
