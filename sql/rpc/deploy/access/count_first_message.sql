-- Deploy florin:access/count_first_message to pg
-- requires: access/daily_usage
-- requires: access/find_time_zone

begin;

/*
 * The slow half of access.count_message, for the first message of a day and the first too many.
 *
 * Raises  FLLIM the day's messages are used up
 * Locks   access.daily_usage row
 */
create function access.count_first_message(
  p_account_id uuid,
  p_user_id uuid,
  p_model_id text,
  p_limit integer
)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_zone text := access.find_time_zone(p_account_id, p_user_id);
  v_day date := (now() at time zone v_zone)::date;
  v_messages integer;
  v_resets_at timestamptz;
begin
  insert into access.daily_usage as u (account_id, day, model_id, messages)
  values (p_account_id, v_day, p_model_id, 1)
  on conflict (account_id, day, model_id) do update
  set messages = u.messages + 1
  where u.messages < p_limit
  returning u.messages into v_messages;

  if not found then
    v_resets_at := (v_day + 1)::timestamp at time zone v_zone;
    raise exception '% messages a day are allowed', p_limit using
      errcode = 'FLLIM',
      detail = pg_catalog.json_build_object(
        'limit_source', 'messages_per_day', 'model', p_model_id, 'limit', p_limit,
        'remaining', 0, 'resets_at', v_resets_at,
        'retry_after_s', greatest(ceil(extract(epoch from v_resets_at - now())), 1)
      )::text,
      hint = 'Come back tomorrow, or use another model.';
  end if;

  return v_messages;
end;
$$;

revoke all on function access.count_first_message(uuid, uuid, text, integer) from public;
comment on function access.count_first_message is
  'Counts the first message of a day, or refuses one.';

commit;
