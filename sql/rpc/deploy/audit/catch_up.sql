-- Deploy florin:audit/catch_up to pg
-- requires: audit/outbox
-- requires: audit/readers

begin;

/*
 * Where a reader of the outbox is to go on, who wants to know how things are and not how they came
 * to be so: at its bookmark; but when what comes next has waited for a minute, because no worker
 * ran, only p_limit rows before the end.
 */
create function audit.catch_up(p_bookmark audit.bookmark, p_horizon xid8, p_limit integer)
returns audit.bookmark
language sql
stable
set search_path = ''
as $$
  select coalesce(
    (
      select greatest(p_bookmark, row(o.transaction_id, o.id, 0)::audit.bookmark)
      from audit.outbox as o
      where o.transaction_id < p_horizon
        and (
          select n.created_at < now() - interval '1 minute'
          from audit.outbox as n
          where (n.transaction_id, n.id) > ((p_bookmark).transaction_id, (p_bookmark).id)
            and n.transaction_id < p_horizon
          order by n.transaction_id, n.id
          limit 1
        )
      order by o.transaction_id desc, o.id desc
      offset p_limit
      limit 1
    ),
    p_bookmark
  );
$$;

revoke all on function audit.catch_up(audit.bookmark, xid8, integer) from public;
comment on function audit.catch_up is 'Where a reader of the present state goes on.';

commit;
