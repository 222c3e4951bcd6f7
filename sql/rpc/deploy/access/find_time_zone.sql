-- Deploy florin:access/find_time_zone to pg
-- requires: access/profiles

begin;

/*
 * Where a user's days begin: UTC unless they set it.
 */
create function access.find_time_zone(p_account_id uuid, p_user_id uuid)
returns text
language sql
stable
set search_path = ''
as $$
  select coalesce((
    select p.time_zone
    from access.profiles as p
    where p.account_id = p_account_id
      and p.user_id = p_user_id
  ), 'UTC');
$$;

revoke all on function access.find_time_zone(uuid, uuid) from public;
comment on function access.find_time_zone is 'Where a user''s days begin.';

commit;
