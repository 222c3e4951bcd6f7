-- Deploy florin:generation/check_days to pg
-- requires: access/refuse_argument

begin;

/*
 * Checks the number of days of a report: what it reads is bounded by them.
 *
 * Raises  FLARG not between 1 and 366
 */
create function generation.check_days(p_argument text, p_days integer)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  if p_days is null or p_days not between 1 and 366 then
    perform access.refuse_argument(p_argument, '1 to 366 days');
  end if;
end;
$$;

revoke all on function generation.check_days(text, integer) from public;
comment on function generation.check_days is 'Checks the number of days of a report.';

commit;
