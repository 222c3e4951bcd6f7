-- Deploy florin:generation/sum_usage to pg
-- requires: generation/used
-- requires: generation/refuse_query

begin;

/*
 * What an account used and was charged in a span of time, in total and grouped by UTC day, by
 * model, or by both. Null is: until now, the 30 days before, by day.
 *
 * Raises  FLQRY the span is empty or longer than 366 days, or no such grouping
 */
create function generation.sum_usage(
  p_account_id uuid,
  p_from timestamptz,
  p_to timestamptz,
  p_group_by text
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_to timestamptz := coalesce(p_to, now());
  v_from timestamptz := coalesce(p_from, v_to - interval '30 days');
  v_group_by text := coalesce(p_group_by, 'day');
  v_answer jsonb;
begin
  if not isfinite(v_from) or not isfinite(v_to) or v_from >= v_to
    or v_to > v_from + interval '366 days'
  then
    perform generation.refuse_query('from is before to, by 366 days at most');
  end if;
  if v_group_by not in ('day', 'model', 'day_model', 'none') then
    perform generation.refuse_query('group_by is day, model, day_model or none');
  end if;

  with
  used as (
    select
      case when v_group_by in ('day', 'day_model') then u.day end as of_day,
      case when v_group_by in ('model', 'day_model') then u.model_id end as of_model,
      u.*
    from generation.used(p_account_id, v_from, v_to) as u
  ),
  sums as (
    select
      u.of_day,
      u.of_model,
      grouping(u.of_day) = 1 as is_total,
      jsonb_strip_nulls(jsonb_build_object(
        'day', u.of_day, 'model', u.of_model,
        'generations', coalesce(sum(u.generations), 0),
        'usage', jsonb_build_object(
          'input', coalesce(sum(u.input), 0), 'cache_read', coalesce(sum(u.cache_read), 0),
          'cache_write', coalesce(sum(u.cache_write), 0), 'output', coalesce(sum(u.output), 0),
          'web_search', coalesce(sum(u.web_search), 0)
        ),
        'charged_microcredits', coalesce(sum(u.charged), 0)
      )) as said
    from used as u
    group by grouping sets ((), (u.of_day, u.of_model))
  )
  select jsonb_build_object(
    'from', v_from, 'to', v_to, 'group_by', v_group_by,
    'total', (jsonb_agg(s.said) filter (where s.is_total)) -> 0,
    'groups', coalesce(
      jsonb_agg(s.said order by s.of_day, s.of_model)
        filter (where not s.is_total and v_group_by <> 'none'),
      '[]'
    )
  )
  into v_answer
  from sums as s;

  return v_answer;
end;
$$;

revoke all on function generation.sum_usage(uuid, timestamptz, timestamptz, text) from public;
comment on function generation.sum_usage is 'What an account used in a span of time.';

commit;
