-- Deploy florin:billing/list_accounts to pg
-- requires: access/merges

begin;

/*
 * An account and those that were merged into it: facts name the account as it was.
 */
create function billing.list_accounts(p_account_id uuid)
returns uuid[]
language sql
stable
set search_path = ''
as $$
  select array_agg(a.id)
  from (
    select p_account_id as id
    union all
    select m.account_id from access.merges as m where m.into_account_id = p_account_id
  ) as a;
$$;

revoke all on function billing.list_accounts(uuid) from public;
comment on function billing.list_accounts is 'An account and those merged into it.';

commit;
