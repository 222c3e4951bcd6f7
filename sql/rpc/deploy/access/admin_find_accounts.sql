-- Deploy florin:access/admin_find_accounts to pg
-- requires: access/account_found
-- requires: access/account_plans
-- requires: access/members
-- requires: access/refuse_argument
-- requires: audit/begin_action
-- requires: audit/write_log

begin;

/*
 * For admins: accounts by account id, user id, or the beginning of a user's e-mail address (three
 * characters or more), latest first. The log says which accounts were shown, not the address.
 *
 * Raises  FLADM not an admin · FLARG too short a query, or p_limit is not between 1 and 100
 */
create function access.admin_find_accounts(p_query text, p_limit integer)
returns setof access.account_found
language plpgsql
volatile
-- Definer: admins have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_id uuid;
  v_found access.account_found[];
begin
  perform audit.begin_action('admin_find_accounts');
  if p_limit is null or p_limit not between 1 and 100 then
    perform access.refuse_argument('p_limit', 'between 1 and 100');
  end if;
  if coalesce(length(p_query), 0) < 3 then
    perform access.refuse_argument('p_query', 'three characters or more');
  end if;
  if p_query ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    v_id := p_query::uuid;
  end if;

  select coalesce(array_agg(f.found), '{}') into v_found
  from (
    select row(
      a.id, u.id, u.email, u.is_anonymous, v.plan_id, a.status, a.posted, a.held,
      a.posted - a.held + a.overdraft_limit, a.created_at
    )::access.account_found as found
    from access.members as m
    join ledger.accounts as a on a.id = m.account_id
    join auth.users as u on u.id = m.user_id
    left join access.account_plans as p on p.account_id = a.id
    left join catalog.plan_versions as v on v.id = p.plan_version_id
    where m.user_id = v_id
      or m.account_id = v_id
      or (v_id is null and m.user_id in (
        select o.id from auth.users as o where starts_with(o.email, lower(p_query))
      ))
    order by a.created_at desc, a.id
    limit p_limit
  ) as f;

  perform audit.write_log(
    'admin_find_accounts', 'ledger.accounts', null, null, jsonb_build_object('found', (
      select coalesce(jsonb_agg(f.account_id), '[]') from unnest(v_found) as f
    ))
  );
  return query select * from unnest(v_found) as f;
end;
$$;

revoke all on function access.admin_find_accounts(text, integer) from public;
grant execute on function access.admin_find_accounts(text, integer) to authenticated;
comment on function access.admin_find_accounts is 'For admins: finds accounts.';

commit;
