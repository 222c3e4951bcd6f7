-- Deploy florin:billing/move_grant to pg
-- requires: billing/grants
-- requires: ledger/part_bucket
-- requires: ledger/refresh_account

begin;

/*
 * Moves what is left of one grant, and of what went on into its period, to another account.
 *
 * Locks   nothing: the caller holds both accounts' rows
 */
create function billing.move_grant(
  p_account_id uuid,
  p_grant billing.grants,
  p_into_account_id uuid
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_stays record;
begin
  perform ledger.refresh_account(p_account_id);
  perform ledger.refresh_account(p_into_account_id);
  v_stays := ledger.part_bucket(p_account_id, p_grant.bucket_id, p_into_account_id);
  if p_grant.rollover_bucket_id is not null then
    perform ledger.move_bucket(p_account_id, p_grant.rollover_bucket_id, p_into_account_id);
    perform ledger.plan_bucket_change(p_account_id);
    perform ledger.plan_bucket_change(p_into_account_id);
  end if;

  update billing.grants
  set
    account_id = p_into_account_id,
    part = part + (v_stays.o_spent > 0)::integer,
    granted = granted - v_stays.o_spent,
    clawed = clawed - case when v_stays.o_spent > 0 then v_stays.o_clawed else 0 end
  where (account_id, bucket_id) = (p_account_id, p_grant.bucket_id);
  if v_stays.o_spent > 0 then
    insert into billing.grants (
      account_id, provider, environment, transaction_id, product, part, bucket_id, unit, granted,
      clawed
    )
    values (
      p_account_id, p_grant.provider, p_grant.environment, p_grant.transaction_id,
      p_grant.product, p_grant.part, v_stays.o_bucket_id, p_grant.unit, v_stays.o_spent,
      v_stays.o_clawed
    );
  end if;
end;
$$;

revoke all on function billing.move_grant(uuid, billing.grants, uuid) from public;
comment on function billing.move_grant is 'Moves what is left of one grant.';

commit;
