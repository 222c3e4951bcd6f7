-- Deploy florin:access/read_my_model_usage to pg
-- requires: access/my_personal_account
-- requires: access/list_standings
-- requires: access/profiles
-- requires: generation/generations
-- requires: generation/refuse_model

begin;

/*
 * The signed-in user's day with a model: messages counted against its limit, where it has one, and
 * the account's generations of it and their charge since midnight in the user's time zone.
 *
 * Raises  FLMEM not signed in · FLMOD unknown or disabled model
 */
create function access.read_my_model_usage(p_model_id text)
returns jsonb
language plpgsql
volatile
-- Definer: users have no right on the tables, and the user is whoever signed in.
security definer
set search_path = ''
as $$
declare
  v_account_id uuid := access.my_personal_account();
  v_user_id uuid := (select auth.uid());
  v_zone text;
  v_usage jsonb;
begin
  select s.usage || jsonb_build_object('model', s.model_id, 'left', greatest(
    (s.usage ->> 'limit')::integer - (s.usage ->> 'messages')::integer,
    case when s.usage ->> 'limit' is not null then 0 end
  ))
  into v_usage
  from access.list_standings(v_account_id, v_user_id, p_model_id) as s
  where s.model_id = p_model_id;
  if not found then
    perform generation.refuse_model(p_model_id, null);
  end if;

  select coalesce(max(f.time_zone), 'UTC') into v_zone
  from access.profiles as f
  where f.account_id = v_account_id and f.user_id = v_user_id;

  return (
    select v_usage || jsonb_build_object(
      'generations', count(*), 'charged_microcredits', coalesce(sum(g.charged), 0)
    )
    from generation.generations as g
    where g.account_id = v_account_id
      and g.model_id = p_model_id
      and g.created_at >= date_trunc('day', now(), v_zone)
  );
end;
$$;

revoke all on function access.read_my_model_usage(text) from public;
grant execute on function access.read_my_model_usage(text) to authenticated;
comment on function access.read_my_model_usage is 'The signed-in user''s day with a model.';

commit;
