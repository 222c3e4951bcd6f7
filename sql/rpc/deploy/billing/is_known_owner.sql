-- Deploy florin:billing/is_known_owner to pg
-- requires: access/members

begin;

/*
 * Whether an account has a registered user, who would miss a purchase that moved away.
 */
create function billing.is_known_owner(p_account_id uuid)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select
    from ledger.accounts as a
    join access.members as m on m.account_id = a.id
    join auth.users as u on u.id = m.user_id
    where a.id = p_account_id
      and a.status <> 'closed'
      and not coalesce(u.is_anonymous, false)
  );
$$;

revoke all on function billing.is_known_owner(uuid) from public;
comment on function billing.is_known_owner is 'Whether an account has a registered user.';

commit;
