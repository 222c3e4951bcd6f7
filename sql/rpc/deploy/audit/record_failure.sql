-- Deploy florin:audit/record_failure to pg
-- requires: audit/give_up
-- requires: audit/retry_delay

begin;

/*
 * Notes that the next event was not taken: a pause before the next try, longer each time and no
 * shorter than the sink asked for (up to 6 h); after three days the event is given up.
 *
 * Locks   audit.sinks row, held by the caller
 */
create function audit.record_failure(p_sink text, p_error text, p_retry_after_s integer)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_sink audit.sinks;
  v_delay interval;
begin
  update audit.sinks
  set attempts = attempts + 1, last_error = p_error
  where name = p_sink
  returning * into v_sink;

  v_delay := audit.retry_delay(v_sink.attempts);
  if v_delay is null then
    perform audit.give_up(v_sink, p_error);
    return;
  end if;

  update audit.sinks
  set
    next_attempt_at = now() + greatest(
      v_delay, interval '1 second' * least(coalesce(p_retry_after_s, 0), 21600)
    )
  where name = p_sink;
end;
$$;

revoke all on function audit.record_failure(text, text, integer) from public;
comment on function audit.record_failure is 'Notes that a sink did not take an event.';

commit;
