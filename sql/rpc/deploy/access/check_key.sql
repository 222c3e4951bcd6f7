-- Deploy florin:access/check_key to pg
-- requires: access/refuse_argument

begin;

/*
 * Checks what a new key is to be.
 *
 * Raises  FLARG the first argument that breaks its rule
 */
create function access.check_key(
  p_name text,
  p_scopes text[],
  p_expires_at timestamptz,
  p_budget bigint,
  p_budget_period text,
  p_requests_per_minute integer
)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_name is null or length(btrim(p_name)) not between 1 and 100 then
    perform access.refuse_argument('name', '1 to 100 characters');
  end if;

  if p_scopes is null or cardinality(p_scopes) not between 1 and 100
    or not p_scopes <@ array['generate', 'read', 'credits', 'jobs'] then
    perform access.refuse_argument('scopes', 'some of generate, read, credits, jobs');
  end if;

  -- A bound, so that every date can be written down in every client's own type.
  if p_expires_at <= now() or p_expires_at > now() + interval '10 years' then
    perform access.refuse_argument('expires_at', 'within the next ten years');
  end if;

  if p_budget < 0 then
    perform access.refuse_argument('budget', 'not negative');
  end if;

  if p_budget_period not in ('day', 'month') or (p_budget_period is not null and p_budget is null)
  then
    perform access.refuse_argument('budget_period', 'day or month, beside a budget');
  end if;

  -- Above it, the interval between two requests is too short to be counted in microseconds.
  if p_requests_per_minute not between 1 and 6000 then
    perform access.refuse_argument('requests_per_minute', '1 to 6000');
  end if;
end;
$$;

revoke all on function access.check_key(
  text, text[], timestamptz, bigint, text, integer
) from public;
comment on function access.check_key is 'Raises FLARG where a key may not be made like this.';

commit;
