-- Deploy florin:access/give_back to pg
-- requires: access/daily_usage
-- requires: access/trials
-- requires: access/find_time_zone

begin;

/*
 * Gives back the message of a generation that came to nothing: to the count of the day it began,
 * and to the trial where it was one.
 *
 * Locks   access.daily_usage row, then access.trials row
 */
create function access.give_back(
  p_account_id uuid,
  p_user_id uuid,
  p_model_id text,
  p_begun_at timestamptz,
  p_is_trial boolean
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  update access.daily_usage
  set messages = messages - 1
  where account_id = p_account_id
    and day = (p_begun_at at time zone access.find_time_zone(p_account_id, p_user_id))::date
    and model_id = p_model_id
    and messages > 0;

  if p_is_trial then
    update access.trials
    set used = used - 1
    where account_id = p_account_id
      and model_id = p_model_id
      and used > 0;
  end if;
end;
$$;

revoke all on function access.give_back(uuid, uuid, text, timestamptz, boolean) from public;
comment on function access.give_back is 'Gives back a message that came to nothing.';

commit;
