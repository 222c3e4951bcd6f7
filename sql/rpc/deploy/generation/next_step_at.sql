-- Deploy florin:generation/next_step_at to pg
-- requires: generation/jobs

begin;

/*
 * When the next step of a job is to come that is asked for in p_next_s seconds: at once where it
 * was canceled while the last one was done, which knows nothing of it.
 */
create function generation.next_step_at(
  p_cancel_requested_at timestamptz,
  p_claimed_at timestamptz,
  p_next_s double precision
)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_cancel_requested_at > p_claimed_at then
    return now();
  end if;

  -- Between at once and a day: no number of a worker's makes a job sleep for ever.
  return now() + make_interval(secs => least(greatest(coalesce(p_next_s, 0), 0), 86400));
end;
$$;

revoke all on function generation.next_step_at(timestamptz, timestamptz, double precision)
from public;
comment on function generation.next_step_at is 'When the next step of a job is to come.';

commit;
