-- Revert florin:access/choose_model from pg

begin;

/*
 * The model for a request that names none: the persona's override, else the user's default, else
 * the system's. One that cannot be had is passed over, and the choice says so: instead_of is the
 * first such, instead_because is disabled (or unknown), not_on_endpoint or not_allowed. No
 * model_id where none is left. p_api null is /v1/generations.
 *
 * One query: each lookup is by a key, and starting a query costs more than the lookup.
 */
create or replace function access.choose_model(
  p_account_id uuid,
  p_user_id uuid,
  p_persona text,
  p_api text
)
returns access.choice
language plpgsql
stable
set search_path = ''
as $$
declare
  v_choice access.choice;
  v_wish record;
begin
  for v_wish in
    select w.model_id, w.because, case
      when m.enabled is not true then 'disabled'
      when o.model_id is null then 'not_on_endpoint'
      when m.tier <> all(n.tiers)
        and access.unlocked_by(p_account_id, m.id, m.trial_messages) is null then 'not_allowed'
    end as obstacle
    from access.account_plans as a
    join catalog.plan_versions as n on n.id = a.plan_version_id
    left join access.profiles as f on f.account_id = a.account_id and f.user_id = p_user_id
    cross join lateral (
      values
        (1, 'persona', f.persona_overrides ->> p_persona),
        (2, 'default', f.default_model_id),
        (3, 'system_default', (select d.id from catalog.models as d where d.is_default))
    ) as w (rank, because, model_id)
    left join catalog.models as m on m.id = w.model_id
    left join catalog.offers as o
      on o.model_id = m.id and o.api = coalesce(p_api, 'any')
      and o.valid_from <= now() and o.valid_until > now()
    where a.account_id = p_account_id
      and w.model_id is not null
    order by w.rank
  loop
    if v_wish.obstacle is null then
      v_choice.model_id := v_wish.model_id;
      v_choice.because := v_wish.because;
      exit;
    elsif v_choice.instead_of is null then
      v_choice.instead_of := v_wish.model_id;
      v_choice.instead_because := v_wish.obstacle;
    end if;
  end loop;

  return v_choice;
end;
$$;

revoke all on function access.choose_model(uuid, uuid, text, text) from public;
comment on function access.choose_model is 'The model for a request that names none, and why.';

commit;
