-- Deploy florin:ledger/refuse_account to pg
-- requires: ledger/accounts

begin;

/*
 * Says why an account may not be used.
 *
 * Raises  FLACC always
 */
create function ledger.refuse_account(p_account_id uuid, p_status text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  raise exception 'account % is %', p_account_id, p_status using
    errcode = 'FLACC',
    detail = pg_catalog.json_build_object('account_id', p_account_id, 'status', p_status)::text,
    hint = 'Sign in again; if the account was suspended or closed, contact support.';
end;
$$;

revoke all on function ledger.refuse_account(uuid, text) from public;
comment on function ledger.refuse_account is 'Raises FLACC with the account''s status.';

commit;
