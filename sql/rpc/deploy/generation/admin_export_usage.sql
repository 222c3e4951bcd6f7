-- Deploy florin:generation/admin_export_usage to pg
-- requires: generation/usage
-- requires: generation/live_from
-- requires: generation/check_days
-- requires: generation/csv_field
-- requires: audit/begin_action
-- requires: audit/write_log

begin;

/*
 * For admins: usage per account, day (UTC) and model from p_from to p_to, both included, as one
 * CSV file (RFC 4180). One text and not rows: a project's limit of rows per answer would cut a
 * file short without a word. 50,000 rows are some 8 MB and a second or two of work.
 *
 * Raises  FLADM not an admin · FLARG not 1 to 366 days, or more than 50,000 rows
 */
create function generation.admin_export_usage(p_from date, p_to date)
returns text
language plpgsql
volatile
-- Definer: admins have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_live date := generation.live_from();
  v_live_at timestamptz := v_live::timestamp at time zone 'UTC';
  v_header constant text := 'account_id,day,model_id,generations,failed,input,cache_read,'
    'cache_write,output,web_search,charged,uncollected,cost_micro_dollars,trial_messages';
  v_rows integer;
  v_body text;
begin
  perform audit.begin_action('admin_export_usage');
  perform generation.check_days('p_to', p_to - p_from + 1);

  select count(*), string_agg(r.line, '' order by r.day, r.account_id, r.model_id)
  into v_rows, v_body
  from (
    select
      u.day, u.account_id, u.model_id,
      pg_catalog.concat_ws(
        ',', u.account_id, u.day, generation.csv_field(u.model_id), sum(u.generations),
        sum(u.failed), sum(u.input), sum(u.cache_read), sum(u.cache_write), sum(u.output),
        sum(u.web_search), sum(u.charged), sum(u.uncollected), sum(u.cost_micro_dollars),
        sum(u.trial_messages)
      ) || E'\r\n' as line
    from generation.usage as u
    where u.day between p_from and p_to
      and (
        (not u.is_live and u.day < v_live)
        or (u.is_live and u.created_at >= v_live_at)
      )
    group by u.day, u.account_id, u.model_id
    limit 50001
  ) as r;
  if v_rows > 50000 then
    perform access.refuse_argument('p_to', 'more than 50000 rows: choose fewer days');
  end if;

  perform audit.write_log(
    'admin_export_usage', 'generation.daily_usage', null, null,
    jsonb_build_object('from', p_from, 'to', p_to, 'rows', v_rows)
  );
  return v_header || E'\r\n' || coalesce(v_body, '');
end;
$$;

revoke all on function generation.admin_export_usage(date, date) from public;
grant execute on function generation.admin_export_usage(date, date) to authenticated;
comment on function generation.admin_export_usage is 'For admins: usage as a CSV file.';

commit;
