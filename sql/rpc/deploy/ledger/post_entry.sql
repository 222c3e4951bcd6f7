-- Deploy florin:ledger/post_entry to pg
-- requires: ledger/entries
-- requires: ledger/tell_of_balance

begin;

/*
 * Writes one line of the account book and moves posted with it. p_debt_change is the part of the
 * amount that went to (+) or came off (-) the account's debt instead of its buckets. Grants and
 * clawbacks are told by who makes them, with what they are about; the rest is told here.
 *
 * Locks   ledger.accounts row
 */
create function ledger.post_entry(
  p_account_id uuid,
  p_amount ledger.microcredits,
  p_kind ledger.entry_kind,
  p_contra ledger.contra_account,
  p_ref text,
  p_debt_change ledger.microcredits default 0,
  p_hold_id uuid default null,
  p_usage_source ledger.usage_source default null
)
returns ledger.accounts
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_account ledger.accounts;
begin
  update ledger.accounts
  set
    posted = posted + p_amount,
    debt = debt + p_debt_change,
    version = version + 1
  where id = p_account_id
  returning * into strict v_account;

  insert into ledger.entries (
    account_id, version, amount, posted_after, kind, contra, hold_id, ref, usage_source
  )
  values (
    p_account_id, v_account.version, p_amount, v_account.posted, p_kind, p_contra, p_hold_id,
    p_ref, p_usage_source
  );
  if p_kind not in ('grant', 'clawback') then
    perform ledger.tell_of_balance(p_account_id, p_kind::text, p_amount, p_ref);
  end if;

  return v_account;
end;
$$;

revoke all on function ledger.post_entry(
  uuid, ledger.microcredits, ledger.entry_kind, ledger.contra_account, text,
  ledger.microcredits, uuid, ledger.usage_source
) from public;
comment on function ledger.post_entry is 'Writes one entry and moves posted with it.';

commit;
