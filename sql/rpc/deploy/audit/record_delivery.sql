-- Deploy florin:audit/record_delivery to pg
-- requires: audit/record_failure
-- requires: audit/record_replay

begin;

/*
 * Notes how a batch went, and ends its lease. p_up_to: the place of the last event that was taken;
 * null: none was. p_error: why the one after it was not; null: sending stopped there for time.
 * What was taken counts even when the lease has passed to another worker, since it was taken; what
 * failed does not. p_is_gone: the sink wants no more (410): it is disabled.
 * False: there is no such sink, or the lease was another's.
 *
 * Locks   audit.sinks row, before anything else is read
 */
create function audit.record_delivery(
  p_sink text,
  p_lease uuid,
  p_is_replay boolean,
  p_up_to text,
  p_error text,
  p_retry_after_s integer,
  p_is_gone boolean
)
returns boolean
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_sink audit.sinks;
  v_is_ours boolean;
begin
  select * into v_sink from audit.sinks where name = p_sink for update;
  if not found then
    return false;
  end if;
  v_is_ours := v_sink.lease is not distinct from p_lease;

  if p_is_replay then
    perform audit.record_replay(
      p_sink, p_up_to::bigint, case when v_is_ours then p_error end
    );
  elsif p_up_to::audit.bookmark > v_sink.bookmark then
    update audit.sinks
    set bookmark = p_up_to::audit.bookmark, attempts = 0, last_error = null, next_attempt_at = now()
    where name = p_sink;
  end if;
  if not v_is_ours then
    return false;
  end if;

  if p_error is not null and not p_is_replay then
    perform audit.record_failure(p_sink, p_error, p_retry_after_s);
  end if;
  update audit.sinks
  set lease = null, leased_until = null, enabled = enabled and not p_is_gone
  where name = p_sink;
  return true;
end;
$$;

revoke all on function audit.record_delivery(
  text, uuid, boolean, text, text, integer, boolean
) from public;
grant execute on function audit.record_delivery(
  text, uuid, boolean, text, text, integer, boolean
) to florin_worker;
comment on function audit.record_delivery is 'Notes how the delivery of a batch went.';

commit;
