-- Deploy florin:access/admin_set_status to pg
-- requires: access/describe_account
-- requires: access/find_user_account
-- requires: audit/begin_action
-- requires: audit/write_log
-- requires: ledger/refuse_account

begin;

/*
 * For admins' functions: suspends or resumes a user's account. Again changes nothing and is not
 * logged again. A closed account stays closed. Returns the account afterwards.
 *
 * Raises  FLADM not an admin · FLARG no such user, or no reason · FLACC closed
 * Locks   ledger.accounts row
 */
create function access.admin_set_status(
  p_action text,
  p_user text,
  p_status ledger.account_status,
  p_reason text
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

  v_account_id := access.find_user_account(p_user);
  perform from ledger.accounts where id = v_account_id for update;
  v_before := access.describe_account(v_account_id);
  if v_before ->> 'status' = 'closed' then
    perform ledger.refuse_account(v_account_id, 'closed');
  end if;

  update ledger.accounts
  set status = p_status
  where id = v_account_id and status <> p_status;
  v_after := access.describe_account(v_account_id);
  if v_after <> v_before then
    perform audit.write_log(
      p_action, 'ledger.accounts ' || v_account_id, v_account_id, v_before,
      v_after || jsonb_build_object('reason', p_reason)
    );
  end if;
  return v_after;
end;
$$;

revoke all on function access.admin_set_status(text, text, ledger.account_status, text) from public;
comment on function access.admin_set_status is 'Suspends or resumes an account for an admin.';

commit;
