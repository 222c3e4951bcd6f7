-- Deploy florin:access/next_slice to pg
-- requires: base/schemas

begin;

/*
 * When overage of a period is billed next, seen from p_now: every hour, five minutes before the
 * period ends (a store makes its invoice then) and once more a minute after it. Then null, until
 * another period begins.
 */
create function access.next_slice(p_period_end timestamptz, p_now timestamptz)
returns timestamptz
language sql
immutable
set search_path = ''
as $$
  select case
    -- Of an account that was merged into another.
    when p_period_end = 'infinity' then null
    when p_now < p_period_end - interval '5 minutes' then
      least(p_now + interval '1 hour', p_period_end - interval '5 minutes')
    when p_now < p_period_end + interval '1 minute' then p_period_end + interval '1 minute'
  end;
$$;

revoke all on function access.next_slice(timestamptz, timestamptz) from public;
comment on function access.next_slice is 'When overage of a period is billed next.';

commit;
