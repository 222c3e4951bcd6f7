-- Deploy florin:audit/retry_delay to pg
-- requires: base/schemas

begin;

/*
 * How long to wait after so many failed tries: 5 s, doubled each time up to 6 h, a fifth more or
 * less so that sinks do not come back together. Null, after 24 tries and about three days: give up.
 */
create function audit.retry_delay(p_attempts integer)
returns interval
language sql
volatile
set search_path = ''
as $$
  select interval '1 second'
    * least(5 * 2 ^ (p_attempts - 1), 21600)
    * (0.8 + 0.4 * pg_catalog.random())
  where p_attempts < 24;
$$;

revoke all on function audit.retry_delay(integer) from public;
comment on function audit.retry_delay is 'The pause after a number of failed tries.';

commit;
