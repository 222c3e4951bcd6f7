-- Deploy florin:billing/find_customer to pg
-- requires: billing/customers
-- requires: billing/accounts_of
-- requires: billing/subscriptions
-- requires: access/require_member

begin;

/*
 * The customer that an account has with a store: whose subscription runs, for that is to be
 * managed; else the one that was made for it, or for an account that was merged into it; else whose
 * any subscription was. Null where it never bought anything.
 *
 * Raises  FLMEM not a member
 */
create function billing.find_customer(
  p_account_id uuid, p_user_id uuid, p_provider text, p_environment text
)
returns text
language plpgsql
stable
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_accounts uuid[] := billing.accounts_of(p_account_id);
begin
  perform access.require_member(p_account_id, p_user_id);

  return (
    select f.customer_id
    from (
      select
        case when s.is_entitled then 1 else 4 end as place, s.as_of as at,
        s.owner_key as customer_id
      from billing.subscriptions as s
      where s.account_id = any(v_accounts)
        and (s.provider, s.environment) = (p_provider, p_environment)
        and s.owner_key is not null
      union all
      select case when c.account_id = p_account_id then 2 else 3 end, c.created_at, c.customer_id
      from billing.customers as c
      where c.account_id = any(v_accounts)
        and (c.provider, c.environment) = (p_provider, p_environment)
    ) as f
    order by f.place, f.at desc, f.customer_id
    limit 1
  );
end;
$$;

revoke all on function billing.find_customer(uuid, uuid, text, text) from public;
grant execute on function billing.find_customer(uuid, uuid, text, text) to florin_service;
comment on function billing.find_customer is 'The customer that an account has with a store.';

commit;
