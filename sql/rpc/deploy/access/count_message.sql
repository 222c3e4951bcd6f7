-- Deploy florin:access/count_message to pg
-- requires: access/daily_usage
-- requires: access/profiles
-- requires: access/count_first_message

begin;

/*
 * Counts one message of a model that has a daily limit, or refuses it. Days begin where the user
 * set them to, in UTC otherwise. Returns the messages of the day so far.
 *
 * Raises  FLLIM the day's messages are used up
 * Locks   access.daily_usage row
 */
create function access.count_message(
  p_account_id uuid,
  p_user_id uuid,
  p_model_id text,
  p_limit integer
)
returns integer
language plpgsql
volatile
-- No search_path: it runs under that of the definer that called it (decision 19).
as $$
declare
  v_messages integer;
begin
  update access.daily_usage
  set messages = messages + 1
  where account_id = p_account_id
    and day = (now() at time zone coalesce((
      select p.time_zone
      from access.profiles as p
      where p.account_id = p_account_id and p.user_id = p_user_id
    ), 'UTC'))::date
    and model_id = p_model_id
    and messages < p_limit
  returning messages into v_messages;
  if not found then
    v_messages := access.count_first_message(p_account_id, p_user_id, p_model_id, p_limit);
  end if;

  return v_messages;
end;
$$;

revoke all on function access.count_message(uuid, uuid, text, integer) from public;
comment on function access.count_message is 'Counts a message of the day, or refuses it.';

commit;
