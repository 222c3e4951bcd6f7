-- Deploy florin:billing/accounts_of to pg
-- requires: access/merges

begin;

/*
 * An account and those that were merged into it, under whose ids the stores may still know it.
 */
create function billing.accounts_of(p_account_id uuid)
returns uuid[]
language sql
stable
-- No search_path: it runs under that of the definer that called it (decision 19).
as $$
  select array[p_account_id] || array(
    select m.account_id from access.merges as m where m.into_account_id = p_account_id
  );
$$;

revoke all on function billing.accounts_of(uuid) from public;
comment on function billing.accounts_of is 'An account and those that were merged into it.';

commit;
