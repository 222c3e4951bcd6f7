-- Deploy florin:access/check_profile to pg
-- requires: access/profiles
-- requires: access/merge_json
-- requires: access/check_profile_text

begin;

/*
 * A profile with changes applied to it: a member that is absent stays, one that is null is
 * cleared, app_data is merged member by member.
 *
 * Raises  FLARG not an object, an unknown member, or a value outside its rule
 */
create function access.check_profile(p_profile access.profiles, p_changes jsonb)
returns access.profiles
language plpgsql
stable
set search_path = ''
as $$
declare
  v_profile access.profiles := p_profile;
  v_key text;
  v_value jsonb;
begin
  if jsonb_typeof(p_changes) is distinct from 'object' then
    perform access.refuse_argument('p_changes', 'an object');
  end if;

  for v_key, v_value in
    select e.key, e.value from jsonb_each(p_changes) as e
  loop
    case v_key
      when 'display_name' then
        v_profile.display_name := access.check_profile_text(
          v_key, v_value, '^[^[:cntrl:]]{1,200}$', '1 to 200 characters on one line'
        );
      when 'locale' then
        v_profile.locale := access.check_profile_text(
          v_key, v_value, '^(?=.{2,35}$)[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$', 'a BCP 47 tag'
        );
      when 'time_zone' then
        v_profile.time_zone := coalesce(
          access.check_profile_text(v_key, v_value, '^.{1,100}$', 'an IANA name'), 'UTC'
        );
        -- The view reads the whole folder of zones; UTC, the usual one, need not be looked up.
        if v_profile.time_zone <> 'UTC' and not exists (
          select from pg_catalog.pg_timezone_names as z where z.name = v_profile.time_zone
        ) then
          perform access.refuse_argument(v_key, 'an IANA name');
        end if;
      when 'app_data' then
        if jsonb_typeof(v_value) not in ('object', 'null') then
          perform access.refuse_argument(v_key, 'an object');
        end if;
        v_profile.app_data := coalesce(
          nullif(access.merge_json(v_profile.app_data, v_value), 'null'), '{}'
        );
        if pg_column_size(v_profile.app_data) > 16384 then
          perform access.refuse_argument(v_key, 'at most 16 KiB');
        end if;
      else
        perform access.refuse_argument(v_key, 'no member of a profile');
    end case;
  end loop;

  return v_profile;
end;
$$;

revoke all on function access.check_profile(access.profiles, jsonb) from public;
comment on function access.check_profile is 'A profile with changes applied to it.';

commit;
