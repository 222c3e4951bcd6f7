-- Revert florin:ledger/draw_down from pg

begin;

/*
 * Takes credits out of an account for a reason other than work: first out of one named bucket
 * where given, then in burn order; the rest becomes debt.
 *
 * Locks   nothing: the caller holds the account's row
 */
create or replace function ledger.draw_down(
  p_account_id uuid,
  p_amount ledger.microcredits,
  p_kind ledger.entry_kind,
  p_contra ledger.contra_account,
  p_ref text,
  p_bucket_id bigint default null
)
returns ledger.accounts
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_own bigint := 0;
  v_short bigint;
begin
  if p_bucket_id is not null then
    select least(b.remaining, p_amount) into strict v_own
    from ledger.buckets as b
    where b.account_id = p_account_id
      and b.id = p_bucket_id;

    update ledger.buckets
    set remaining = remaining - v_own
    where account_id = p_account_id
      and id = p_bucket_id;
  end if;

  v_short := ledger.burn_buckets(p_account_id, p_amount - v_own, now());

  return ledger.post_entry(p_account_id, -p_amount, p_kind, p_contra, p_ref, v_short);
end;
$$;

revoke all on function ledger.draw_down(
  uuid, ledger.microcredits, ledger.entry_kind, ledger.contra_account, text, bigint
) from public;
comment on function ledger.draw_down is 'Takes credits out for a reason other than work.';

commit;
