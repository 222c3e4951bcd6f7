-- Deploy florin:audit/admin_log to pg
-- requires: audit/begin_action
-- requires: audit/write_log
-- requires: access/refuse_argument

begin;

/*
 * For admins: the log, latest first. Reading it is logged too.
 *
 * Raises  FLADM not an admin · FLARG p_limit is not between 1 and 500
 */
create function audit.admin_log(p_limit integer, p_before_id bigint)
returns setof audit.log
language plpgsql
volatile
-- Definer: admins have no right on any table.
security definer
set search_path = ''
as $$
begin
  perform audit.begin_action('admin_log');
  if p_limit is null or p_limit not between 1 and 500 then
    perform access.refuse_argument('p_limit', 'between 1 and 500');
  end if;

  return query
  select *
  from audit.log as l
  where p_before_id is null or l.id < p_before_id
  order by l.id desc
  limit p_limit;

  perform audit.write_log(
    'admin_log', 'audit.log', null, null,
    jsonb_build_object('p_limit', p_limit, 'p_before_id', p_before_id)
  );
end;
$$;

revoke all on function audit.admin_log(integer, bigint) from public;
grant execute on function audit.admin_log(integer, bigint) to authenticated;
comment on function audit.admin_log is 'For admins: what admins did.';

commit;
