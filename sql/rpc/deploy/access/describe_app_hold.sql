-- Deploy florin:access/describe_app_hold to pg
-- requires: access/app_holds
-- requires: ledger/holds

begin;

/*
 * A hold of the app as clients see it, and what the account may spend now; null where there is
 * none. Apart from `available` a closed hold is described the same for good.
 */
create function access.describe_app_hold(p_account_id uuid, p_hold_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'available', a.posted - a.held + a.overdraft_limit,
    'hold', jsonb_build_object(
      'id', h.id, 'status', h.status, 'ref', p.ref, 'amount_microcredits', h.amount,
      'charged_microcredits', case when h.status <> 'open' then coalesce(h.settled, 0) end,
      'uncollected_microcredits',
      case when h.status <> 'open' then coalesce(p.asked - h.settled, 0) end,
      'created_at', h.created_at, 'expires_at', h.expires_at, 'closed_at', h.closed_at
    )
  )
  from access.app_holds as p
  join ledger.holds as h on h.account_id = p.account_id and h.id = p.id
  join ledger.accounts as a on a.id = p.account_id
  where p.account_id = p_account_id
    and p.id = p_hold_id;
$$;

revoke all on function access.describe_app_hold(uuid, uuid) from public;
comment on function access.describe_app_hold is 'A hold of the app as clients see it.';

commit;
