-- Deploy florin:billing/choose_customer to pg
-- requires: billing/customers
-- requires: billing/accounts_of
-- requires: billing/subscriptions

begin;

/*
 * The customer that an account has with a store: whose subscription runs, for that is to be
 * managed and billed; else the one that was made for it, or for an account that was merged into it;
 * else whose any subscription was. Null where it never bought anything.
 */
create function billing.choose_customer(
  p_account_id uuid, p_provider text, p_environment text
)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_accounts uuid[] := billing.accounts_of(p_account_id);
begin
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

revoke all on function billing.choose_customer(uuid, text, text) from public;
comment on function billing.choose_customer is 'The customer that an account has with a store.';

commit;
