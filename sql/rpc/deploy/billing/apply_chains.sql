-- Deploy florin:billing/apply_chains to pg
-- requires: billing/apply
-- requires: billing/attribute
-- requires: billing/find_accounts
-- requires: billing/move_grants
-- requires: billing/lock_names

begin;

/*
 * Attributes chains and makes the accounts they concern what the facts say. Returns those accounts.
 *
 * Locks   ledger.accounts rows in order of their ids; the caller has locked the chains
 */
create function billing.apply_chains(p_provider text, p_environment text, p_chains text[])
returns uuid[]
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_accounts uuid[];
  v_account_id uuid;
begin
  v_accounts := billing.find_accounts(p_provider, p_environment, p_chains);
  perform billing.attribute(p_provider, p_environment, p_chains);
  v_accounts := array(
    select distinct a
    from unnest(
      v_accounts || billing.find_accounts(p_provider, p_environment, p_chains)
    ) as a
    order by a
  );
  perform from ledger.accounts where id = any(v_accounts) order by id for update;
  perform billing.move_grants(p_provider, p_environment, p_chains);
  foreach v_account_id in array v_accounts loop
    perform billing.apply(v_account_id);
  end loop;
  return v_accounts;
end;
$$;

revoke all on function billing.apply_chains(text, text, text[]) from public;
comment on function billing.apply_chains is 'Makes the accounts of chains what the facts say.';

commit;
