-- Deploy florin:audit/broadcast_balances to pg
-- requires: audit/catch_up
-- requires: ledger/accounts

begin;

/*
 * Tells listeners of the accounts whose credits changed how they stand now: one message for each
 * account, however many of the next p_limit events are its own. Only events of transactions older
 * than every open one, as for sinks. The message is a hint, and may be lost; api.balance is the
 * truth. Returns how many events it looked at; call again while that is the limit.
 *
 * Locks   the audit.readers row; another worker that holds it is at the same work: 0
 */
create function audit.broadcast_balances(p_limit integer)
returns integer
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_kinds constant text[] := array[
    'granted', 'refunded', 'refund_reversed', 'model_message_sent', 'job_finished',
    'balance_changed'
  ];
  v_horizon xid8 := pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot());
  v_from audit.bookmark;
  v_last text;
  v_accounts uuid[];
  v_count integer;
begin
  -- Where nothing happened, nothing is locked: asking twice a second writes nothing.
  v_from := (
    select r.bookmark
    from audit.readers as r
    where r.name = 'balances'
      and exists (
        select from audit.outbox as o
        where (o.transaction_id, o.id) > ((r.bookmark).transaction_id, (r.bookmark).id)
          and o.transaction_id < v_horizon
      )
    for update of r skip locked
  );
  if v_from is null then
    return 0;
  end if;
  v_from := audit.catch_up(v_from, v_horizon, p_limit);

  select
    pg_catalog.array_agg(distinct b.account_id) filter (
      where b.kind = any(v_kinds)
    ),
    (pg_catalog.array_agg(b.place order by b.place desc))[1]::text,
    pg_catalog.count(*)
  into v_accounts, v_last, v_count
  from (
    select o.account_id, o.kind, row(o.transaction_id, o.id, 0)::audit.bookmark as place
    from audit.outbox as o
    where (o.transaction_id, o.id) > ((v_from).transaction_id, (v_from).id)
      and o.transaction_id < v_horizon
    order by o.transaction_id, o.id
    limit p_limit
  ) as b;

  perform realtime.send(
    pg_catalog.jsonb_build_object(
      'account_id', a.id, 'available', a.posted - a.held + a.overdraft_limit,
      'posted', a.posted, 'held', a.held, 'version', a.version
    ),
    'balance', 'account:' || a.id, true
  )
  from ledger.accounts as a
  where a.id = any(v_accounts);

  update audit.readers
  set bookmark = coalesce(v_last::audit.bookmark, v_from)
  where name = 'balances';
  return v_count;
end;
$$;

revoke all on function audit.broadcast_balances(integer) from public;
grant execute on function audit.broadcast_balances(integer) to florin_worker;
comment on function audit.broadcast_balances is 'Tells listeners how changed accounts stand.';

commit;
