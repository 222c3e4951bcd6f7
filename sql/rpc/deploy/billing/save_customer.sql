-- Deploy florin:billing/save_customer to pg
-- requires: billing/customers
-- requires: access/require_member

begin;

/*
 * Notes the customer that was made for an account. The first that is brought stays; the answer is
 * the one that holds. p_instead_of names one that the store no longer has: it is replaced, unless
 * somebody replaced it before.
 *
 * Raises  FLMEM not a member
 * Locks   billing.customers row
 */
create function billing.save_customer(
  p_account_id uuid,
  p_user_id uuid,
  p_provider text,
  p_environment text,
  p_customer_id text,
  p_instead_of text
)
returns text
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_customer_id text;
begin
  perform access.require_member(p_account_id, p_user_id);

  insert into billing.customers as c (account_id, provider, environment, customer_id)
  values (p_account_id, p_provider, p_environment, p_customer_id)
  on conflict (account_id, provider, environment) do update
  set customer_id = case
    when c.customer_id = p_instead_of then excluded.customer_id else c.customer_id
  end
  returning c.customer_id into v_customer_id;

  return v_customer_id;
end;
$$;

revoke all on function billing.save_customer(uuid, uuid, text, text, text, text) from public;
grant execute on function billing.save_customer(uuid, uuid, text, text, text, text)
to florin_service;
comment on function billing.save_customer is 'Notes the customer made for an account, once.';

commit;
