-- Deploy florin:access/check_choices to pg
-- requires: access/list_standings
-- requires: access/refuse_locked
-- requires: access/trials
-- requires: generation/refuse_model

begin;

/*
 * Refuses models that a user may not choose. The first of them, by name, is the one told of.
 *
 * Raises  FLMOD unknown or disabled · FLLCK locked
 */
create function access.check_choices(p_account_id uuid, p_user_id uuid, p_models text[])
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_refused record;
begin
  select w.model_id, s.model_id is null as is_unknown, s.trial
  into v_refused
  from unnest(p_models) as w (model_id)
  left join access.list_standings(p_account_id, p_user_id) as s on s.model_id = w.model_id
  where s.access is null
  order by w.model_id
  limit 1;
  if not found then
    return;
  end if;

  if v_refused.is_unknown then
    perform generation.refuse_model(v_refused.model_id, null);
  end if;
  perform access.refuse_locked(
    v_refused.model_id,
    coalesce((v_refused.trial ->> 'messages')::integer, 0),
    coalesce((v_refused.trial ->> 'used')::integer, 0)
  );
end;
$$;

revoke all on function access.check_choices(uuid, uuid, text[]) from public;
comment on function access.check_choices is 'Refuses models that a user may not choose.';

commit;
