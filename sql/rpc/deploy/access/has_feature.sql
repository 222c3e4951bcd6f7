-- Deploy florin:access/has_feature to pg
-- requires: access/members
-- requires: access/is_entitled

begin;

/*
 * Whether the signed-in user's own account holds a feature now. Who has no account yet, or is not
 * signed in, has none: asking opens nothing.
 */
create function access.has_feature(p_feature text)
returns boolean
language plpgsql
stable
-- Definer: finds the account without the policies, and calls what users may not.
security definer
set search_path = ''
as $$
begin
  return exists (
    select
    from access.members as m
    where m.user_id = (select auth.uid())
      and m.is_personal
      and access.is_entitled(m.account_id, 'feature', p_feature)
  );
end;
$$;

revoke all on function access.has_feature(text) from public;
grant execute on function access.has_feature(text) to authenticated;
comment on function access.has_feature is 'Whether the signed-in user has a feature now.';

commit;
