-- Deploy florin:access/credit_limit to pg
-- requires: access/credit_limit@v0.1.0
-- requires: access/account_plans
-- requires: ledger/bucket_rests

begin;

/*
 * The limit that credits are, as one of access.read_limits: what the period granted, what is left
 * of other credits, and how far below zero the plan lets work go.
 */
create or replace function access.credit_limit(p_account_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'limit_source', 'credits', 'limit', c.limit, 'used', greatest(c.limit - c.remaining, 0),
    'remaining', c.remaining, 'resets_at', c.period_end
  )
  from (
    select
      p.period_end,
      greatest(a.posted - a.held + a.overdraft_limit, 0) as remaining,
      a.overdraft_limit + coalesce(b.granted, 0) as limit
    from access.account_plans as p
    join ledger.accounts as a on a.id = p.account_id
    cross join lateral (
      select
        sum(
          case when k.source = 'plan' and k.expires_at = p.period_end then k.granted
            else k.remaining end
        ) as granted
      from ledger.bucket_rests as k
      where k.account_id = p.account_id
        and k.activated_at is not null
    ) as b
    where p.account_id = p_account_id
  ) as c;
$$;

revoke all on function access.credit_limit(uuid) from public;
comment on function access.credit_limit is 'The limit that an account''s credits are.';

commit;
