-- Deploy florin:ledger/move_credits to pg
-- requires: ledger/move_bucket
-- requires: ledger/forfeit_bucket
-- requires: ledger/draw_down
-- requires: ledger/plan_bucket_change

begin;

/*
 * Moves everything of an account without open holds into another: credits with their grants, and
 * debt. Not what the other one has been given too: the allowance of a plan nobody paid for
 * (p_with_plan says that somebody did), and a promotion that it had itself. Those lapse, or
 * throw-away accounts would be a source of credits. Running it again moves what came since.
 *
 * Locks   nothing: the caller holds both accounts' rows, refreshed
 */
create function ledger.move_credits(
  p_account_id uuid,
  p_into_account_id uuid,
  p_with_plan boolean,
  out o_credits bigint,
  out o_lapsed bigint,
  out o_debt bigint
)
returns record
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_bucket ledger.buckets;
  v_lapsed_before bigint;
begin
  o_credits := 0;
  o_lapsed := 0;
  for v_bucket in
    select * from ledger.buckets as b where b.account_id = p_account_id order by b.id
  loop
    if (
      v_bucket.source = 'plan' and not p_with_plan
      -- Those of a subscription were paid for, even if it is over.
      and v_bucket.source_ref !~ '^(rollover:)?(apple|stripe):'
    )
      or (
        v_bucket.source = 'promo' and exists (
          select
          from ledger.buckets as o
          where o.account_id = p_into_account_id
            and o.source = v_bucket.source
            and o.source_ref = v_bucket.source_ref
        )
      )
    then
      v_lapsed_before := v_bucket.lapsed;
      v_bucket := ledger.forfeit_bucket(p_account_id, v_bucket.id);
      o_lapsed := o_lapsed + v_bucket.lapsed - v_lapsed_before;
    else
      o_credits := o_credits + ledger.move_bucket(p_account_id, v_bucket.id, p_into_account_id);
    end if;
  end loop;

  select debt into strict o_debt from ledger.accounts where id = p_account_id;
  if o_debt > 0 then
    perform ledger.post_entry(
      p_account_id, o_debt, 'transfer', 'transfer', 'merge:' || p_into_account_id, -o_debt
    );
    perform ledger.draw_down(
      p_into_account_id, o_debt, 'transfer', 'transfer', 'merge:' || p_account_id
    );
  end if;

  perform ledger.plan_bucket_change(p_account_id);
  perform ledger.plan_bucket_change(p_into_account_id);
end;
$$;

revoke all on function ledger.move_credits(uuid, uuid, boolean) from public;
comment on function ledger.move_credits is 'Moves credits and debt into another account.';

commit;
