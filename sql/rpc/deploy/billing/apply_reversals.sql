-- Deploy florin:billing/apply_reversals to pg
-- requires: billing/adjust_grant
-- requires: billing/measure_kept
-- requires: billing/count_units

begin;

/*
 * Takes back, or gives back, what the account's grants should keep by now. Where what was left
 * moved on to another account, that part is taken first and the rest where it was spent.
 *
 * Locks   nothing: the caller holds the account's row, refreshed
 */
create function billing.apply_reversals(p_account_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_row record;
  v_grant billing.grants;
  v_total bigint;
  v_granted bigint;
  v_clawed bigint;
begin
  for v_row in
    select
      g as receipt,
      billing.measure_kept(p) as kept,
      case when p.state = 'paid' then billing.count_units(
        p, case when b.source = 'purchase' then 'credit_pack' else 'subscription' end
      ) end as units,
      (
        select sum(o.granted)::bigint
        from billing.grants as o
        where (o.provider, o.environment, o.transaction_id, o.product)
          = (g.provider, g.environment, g.transaction_id, g.product)
      ) as total,
      (
        select coalesce(sum(o.granted), 0)::bigint
        from billing.grants as o
        where (o.provider, o.environment, o.transaction_id, o.product)
          = (g.provider, g.environment, g.transaction_id, g.product)
          and o.part > g.part
      ) as later
    from billing.grants as g
    join ledger.buckets as b on (b.account_id, b.id) = (g.account_id, g.bucket_id)
    join billing.purchases as p
      on (p.provider, p.environment, p.transaction_id, p.product)
      = (g.provider, g.environment, g.transaction_id, g.product)
    where g.account_id = p_account_id
    order by p.purchased_at, g.transaction_id, g.product, g.part
  loop
    v_grant := v_row.receipt;
    v_granted := v_grant.granted;
    v_total := v_row.total;
    -- A receipt in parts keeps its size: what was spent is what it is.
    if v_total = v_granted and floor(v_grant.unit * v_row.units) > 0 then
      v_granted := floor(v_grant.unit * v_row.units);
      v_total := v_granted;
    end if;
    -- Rounded first: thirds come with an end.
    v_clawed := least(
      greatest(v_total - floor(round(v_total * v_row.kept, 3)) - v_row.later, 0), v_granted
    );
    if (v_granted, v_clawed) <> (v_grant.granted, v_grant.clawed) then
      perform billing.adjust_grant(p_account_id, v_grant, v_granted, v_clawed);
    end if;
  end loop;
end;
$$;

revoke all on function billing.apply_reversals(uuid) from public;
comment on function billing.apply_reversals is 'Takes back or gives back what refunds say.';

commit;
