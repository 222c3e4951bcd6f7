-- Deploy florin:generation/check_job_input to pg
-- requires: access/refuse_argument

begin;

/*
 * Checks the shape of what a job is asked to do, whatever its model: known members alone, each of
 * its type and within its bound.
 *
 * Raises  FLARG a member that breaks its rule
 */
create function generation.check_job_input(p_input jsonb)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_broken record;
begin
  if jsonb_typeof(p_input) is distinct from 'object' or octet_length(p_input::text) > 65536 then
    perform access.refuse_argument('input', 'an object of at most 64 KiB');
  end if;
  if jsonb_typeof(p_input -> 'model') is distinct from 'string'
    or length(p_input ->> 'model') not between 1 and 128
  then
    perform access.refuse_argument('model', '1 to 128 characters');
  end if;
  if jsonb_typeof(p_input -> 'prompt') is distinct from 'string'
    or length(p_input ->> 'prompt') not between 1 and 32000
  then
    perform access.refuse_argument('prompt', '1 to 32000 characters');
  end if;

  select k as member, coalesce(r.rule, 'no such member') as rule into v_broken
  from jsonb_object_keys(p_input - array['model', 'prompt']) as k
  left join (
    values
      ('seconds', 'number', '^[1-9][0-9]{0,2}$', 'an integer, 1 to 999'),
      ('images', 'number', '^([1-9]|10)$', 'an integer, 1 to 10'),
      ('resolution', 'string', '^[0-9A-Za-z]{1,32}$', 'text as 720p or 1024x1024'),
      ('image_url', 'string', '^https://[^[:space:]]+$', 'an address by https'),
      ('aspect_ratio', 'string', '^[1-9][0-9]?:[1-9][0-9]?$', 'text as 16:9'),
      ('seed', 'number', '^[0-9]{1,10}$', 'an integer of at most ten digits'),
      ('options', 'object', '', 'an object')
  ) as r (member, type, pattern, rule) on r.member = k
  where (
    jsonb_typeof(p_input -> k) = r.type and p_input ->> k ~ r.pattern
    and (k = 'options' or length(p_input ->> k) <= 2048)
  ) is not true
  order by k
  limit 1;
  if found then
    perform access.refuse_argument(v_broken.member, v_broken.rule);
  end if;
end;
$$;

revoke all on function generation.check_job_input(jsonb) from public;
comment on function generation.check_job_input is 'Checks the shape of what a job is to do.';

commit;
