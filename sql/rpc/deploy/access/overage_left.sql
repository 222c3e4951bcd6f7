-- Deploy florin:access/overage_left to pg
-- requires: access/overages

begin;

/*
 * How far below zero an account may go in a period: the version's cap, less what was billed of
 * that period already. Otherwise each change of plan would give the cap again.
 */
create function access.overage_left(
  p_account_id uuid,
  p_period_start timestamptz,
  p_cap ledger.microcredits
)
returns ledger.microcredits
language sql
stable
set search_path = ''
as $$
  select greatest(p_cap - coalesce(sum(o.amount), 0), 0)::bigint
  from access.overages as o
  where o.account_id = p_account_id
    and o.period_start = p_period_start;
$$;

revoke all on function access.overage_left(uuid, timestamptz, ledger.microcredits) from public;
comment on function access.overage_left is 'How far below zero an account may go in a period.';

commit;
