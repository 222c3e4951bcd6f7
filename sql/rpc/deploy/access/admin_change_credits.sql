-- Deploy florin:access/admin_change_credits to pg
-- requires: access/describe_account
-- requires: access/find_user_account
-- requires: audit/begin_action
-- requires: audit/write_log
-- requires: ledger/adjust_balance

begin;

/*
 * For admins' functions: gives (p_amount above zero) or takes credits, with reason and reference.
 * The same reference again changes nothing and is not logged again. Taking reaches only what is
 * posted and not held. Returns the account afterwards.
 *
 * Raises  FLADM not an admin · FLARG no such user, no reason, or no reference · FLAMT zero or null
 *         FLACC closed account · FLBAL less is there to take · FLGRT another amount for the ref
 * Locks   ledger.accounts row
 */
create function access.admin_change_credits(
  p_action text,
  p_user text,
  p_amount bigint,
  p_reason text,
  p_ref text
)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_account_id uuid;
  v_before jsonb;
  v_after jsonb;
begin
  perform audit.begin_action(p_action);
  if coalesce(length(p_reason), 0) not between 1 and 500 then
    perform access.refuse_argument('p_reason', '1 to 500 characters');
  end if;
  if coalesce(length(p_ref), 0) not between 1 and 200 then
    perform access.refuse_argument('p_ref', '1 to 200 characters');
  end if;

  v_account_id := access.find_user_account(p_user);
  -- Locks it and brings it up to the clock, so that before and after differ by this alone.
  perform ledger.refresh_account(v_account_id);
  v_before := access.describe_account(v_account_id);
  perform ledger.adjust_balance(v_account_id, p_amount, p_ref);
  v_after := access.describe_account(v_account_id);

  if v_after <> v_before then
    perform audit.write_log(
      p_action, 'ledger.accounts ' || v_account_id, v_account_id, v_before,
      v_after || jsonb_build_object('amount', p_amount, 'reason', p_reason, 'ref', p_ref)
    );
  end if;
  return v_after;
end;
$$;

revoke all on function access.admin_change_credits(text, text, bigint, text, text) from public;
comment on function access.admin_change_credits is 'Gives or takes credits for an admin.';

commit;
