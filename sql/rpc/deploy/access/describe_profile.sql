-- Deploy florin:access/describe_profile to pg
-- requires: access/profiles

begin;

/*
 * A profile as its user sees it.
 */
create function access.describe_profile(p_profile access.profiles)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'display_name', p_profile.display_name,
    'locale', p_profile.locale,
    'time_zone', coalesce(p_profile.time_zone, 'UTC'),
    'app_data', coalesce(p_profile.app_data, '{}')
  );
$$;

revoke all on function access.describe_profile(access.profiles) from public;
comment on function access.describe_profile is 'A profile as its user sees it.';

commit;
