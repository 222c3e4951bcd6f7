-- Deploy florin:generation/list_jobs to pg
-- requires: generation/describe_job
-- requires: access/require_member
-- requires: access/refuse_argument

begin;

/*
 * An account's jobs, newest first, p_limit of them. `next`, given as p_before, goes on from there;
 * null: there are no more. It is made of the last one's time and id, so that what is added or
 * deleted meanwhile moves nothing.
 *
 * Raises  FLMEM not a member · FLARG a limit or cursor that is none
 */
create function generation.list_jobs(
  p_account_id uuid,
  p_user_id uuid,
  p_before text,
  p_limit integer
)
returns json
language plpgsql
stable
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_page json;
begin
  perform access.require_member(p_account_id, p_user_id);
  if p_limit is null or p_limit not between 1 and 100 then
    perform access.refuse_argument('limit', '1 to 100');
  end if;
  if p_before !~ '^[0-9]{1,16}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    perform access.refuse_argument('before', 'what an earlier page gave as next');
  end if;

  select json_build_object(
    'jobs', coalesce(
      json_agg(generation.describe_job(f.job) order by f.n) filter (where f.n <= p_limit), '[]'
    ),
    'next', max(
      (extract(epoch from (f.job).created_at) * 1000000)::bigint || '-' || (f.job).id
    ) filter (where f.n = p_limit and f.found > p_limit)
  )
  into v_page
  from (
    select
      o.job, count(*) over () as found,
      row_number() over (order by (o.job).created_at desc, (o.job).id desc) as n
    from (
      select j as job
      from generation.jobs as j
      where j.account_id = p_account_id
        and j.deleted_at is null
        and (j.created_at, j.id) < (
          coalesce(
            'epoch'::timestamptz
              + split_part(p_before, '-', 1)::bigint * interval '1 microsecond',
            'infinity'
          ),
          coalesce(substr(p_before, strpos(p_before, '-') + 1)::uuid, p_account_id)
        )
      order by j.created_at desc, j.id desc
      limit p_limit + 1
    ) as o
  ) as f;
  return v_page;
end;
$$;

revoke all on function generation.list_jobs(uuid, uuid, text, integer) from public;
grant execute on function generation.list_jobs(uuid, uuid, text, integer) to florin_service;
comment on function generation.list_jobs is 'An account''s jobs, page by page, newest first.';

commit;
