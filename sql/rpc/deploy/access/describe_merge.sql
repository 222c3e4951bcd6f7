-- Deploy florin:access/describe_merge to pg
-- requires: access/merges

begin;

/*
 * A merge as both its users are told: of that account, or of the account that this user had and
 * that is no more. Null where there was none.
 */
create function access.describe_merge(
  p_account_id uuid,
  p_from_account_id uuid,
  p_from_user_id uuid
)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'account_id', m.into_account_id, 'merged_account_id', m.account_id, 'moved', m.moved,
    'merged_at', m.merged_at
  )
  from access.merges as m
  where m.into_account_id = p_account_id
    and m.user_id = p_from_user_id
    and p_from_account_id in (m.account_id, m.into_account_id);
$$;

revoke all on function access.describe_merge(uuid, uuid, uuid) from public;
comment on function access.describe_merge is 'A merge as its users are told.';

commit;
