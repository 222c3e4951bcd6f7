-- Deploy florin:access/merge_accounts to pg
-- requires: access/describe_merge
-- requires: access/check_merge
-- requires: access/refuse_busy
-- requires: access/merge_entitlements
-- requires: access/merge_usage
-- requires: access/move_member
-- requires: access/move_keys
-- requires: access/account_plans
-- requires: billing/apply
-- requires: billing/grants
-- requires: ledger/move_credits
-- requires: ledger/refresh_account
-- requires: generation/jobs

begin;

/*
 * Merges an anonymous user's account into that of the user they signed in as: credits and debt,
 * purchases, entitlements, trials, daily usage, devices, in one transaction. The old account is
 * closed and keeps its book. Idempotent: the same merge again gets the same answer and moves
 * nothing.
 *
 * Refused while work runs on the old account: what it costs must come out of credits that are
 * there. What a dead service's work is corrected by later, the worker moves after it.
 *
 * Raises  FLMRG, FLMEM, FLACC see access.check_merge · FLBSY the old account has open holds
 * Locks   both ledger.accounts rows in order of their ids, before anything else is decided
 */
create function access.merge_accounts(
  p_account_id uuid,
  p_user_id uuid,
  p_from_account_id uuid,
  p_from_user_id uuid
)
returns jsonb
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_answer jsonb;
  v_from ledger.accounts;
  v_with_plan boolean;
  v_money record;
  v_entitlements integer;
  v_keys integer;
begin
  perform from ledger.accounts
  where id in (p_account_id, p_from_account_id)
  order by id
  for update;

  v_answer := access.describe_merge(p_account_id, p_from_account_id, p_from_user_id);
  if v_answer is not null then
    perform access.require_member(p_account_id, p_user_id, true);
    return v_answer;
  end if;
  perform access.check_merge(p_account_id, p_user_id, p_from_account_id, p_from_user_id);

  v_from := ledger.refresh_account(p_from_account_id);
  perform ledger.refresh_account(p_account_id);
  if v_from.held > 0 or v_from.open_generations > 0 or exists (
    -- A job on trial holds nothing.
    select
    from generation.jobs as j
    where j.account_id = p_from_account_id and j.finished_at is null
  ) then
    perform access.refuse_busy(p_from_account_id, v_from.held, v_from.open_generations);
  end if;

  update access.account_plans
  set period_end = 'infinity', next_plan_id = null
  where account_id = p_from_account_id
  returning source <> 'default' into v_with_plan;
  v_money := ledger.move_credits(p_from_account_id, p_account_id, coalesce(v_with_plan, false));
  update ledger.accounts set status = 'closed' where id = p_from_account_id;
  v_entitlements := access.merge_entitlements(p_from_account_id, p_account_id);
  perform access.merge_usage(p_from_account_id, p_account_id);
  -- Before their user's membership ends, which would end them.
  v_keys := access.move_keys(p_from_account_id, p_account_id, p_user_id);
  perform access.move_member(p_from_account_id, p_account_id, p_from_user_id);
  update billing.grants set account_id = p_account_id where account_id = p_from_account_id;

  insert into access.merges (account_id, into_account_id, user_id, moved)
  values (p_from_account_id, p_account_id, p_from_user_id, jsonb_build_object(
    'credits', v_money.o_credits, 'lapsed', v_money.o_lapsed, 'debt', v_money.o_debt,
    'entitlements', v_entitlements, 'keys', v_keys
  ));
  -- Its subscriptions are this account's from now on.
  perform billing.apply(p_account_id);

  return access.describe_merge(p_account_id, p_from_account_id, p_from_user_id);
end;
$$;

revoke all on function access.merge_accounts(uuid, uuid, uuid, uuid) from public;
grant execute on function access.merge_accounts(uuid, uuid, uuid, uuid) to florin_service;
comment on function access.merge_accounts is 'Merges an anonymous account into another.';

commit;
