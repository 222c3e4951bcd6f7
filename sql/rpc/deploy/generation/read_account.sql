-- Deploy florin:generation/read_account to pg
-- requires: generation/find_plan
-- requires: ledger/accounts

begin;

/*
 * An account's plan and credits, as its members see them.
 *
 * Raises  FLMEM not a member
 */
create function generation.read_account(p_account_id uuid, p_user_id uuid)
returns jsonb
language plpgsql
stable
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_plan catalog.plan_versions := generation.find_plan(p_account_id, p_user_id);
  v_account jsonb;
begin
  select jsonb_build_object(
    'account_id', a.id, 'status', a.status, 'plan', v_plan.plan_id, 'posted', a.posted,
    'held', a.held, 'available', a.posted - a.held + a.overdraft_limit, 'debt', a.debt,
    'overdraft_limit', a.overdraft_limit, 'open_generations', a.open_generations
  )
  into strict v_account
  from ledger.accounts as a
  where a.id = p_account_id;

  return v_account;
end;
$$;

revoke all on function generation.read_account(uuid, uuid) from public;
grant execute on function generation.read_account(uuid, uuid) to florin_service;
comment on function generation.read_account is 'An account''s plan and credits.';

commit;
