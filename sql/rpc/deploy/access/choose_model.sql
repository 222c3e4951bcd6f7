-- Deploy florin:access/choose_model to pg
-- requires: access/choose_model@v0.1.0
-- requires: access/choice
-- requires: access/profiles
-- requires: access/keep_standings
-- requires: access/unlocked_by
-- requires: catalog/offers

begin;

/*
 * The model for a request that names none: the persona's override, else the user's default, else
 * the system's. One that cannot be had is passed over, and the choice says so: instead_of is the
 * first such, instead_because is disabled (or unknown), not_on_endpoint or not_allowed. No
 * model_id where none is left. p_api null is /v1/generations.
 *
 * One wish after the other: nearly always the first can be had, and the others need no look.
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
-- No search_path: it runs under that of the definer that called it (decision 19).
as $$
declare
  v_choice access.choice;
  v_persona text;
  v_default text;
  v_because text;
  v_wish text;
  v_served text;
  v_access text;
begin
  select f.persona_overrides ->> p_persona, f.default_model_id
  into v_persona, v_default
  from access.profiles as f
  where f.account_id = p_account_id and f.user_id = p_user_id;

  foreach v_because in array array['persona', 'default', 'system_default'] loop
    v_wish := case v_because when 'persona' then v_persona when 'default' then v_default end;
    if v_because = 'system_default' then
      select d.id into v_wish from catalog.models as d where d.is_default;
    end if;
    continue when v_wish is null;

    select o.model_id, case
      when o.tier = any(s.tiers) then 'plan'
      when o.model_id is not null then
        access.unlocked_by(p_account_id, o.model_id, o.trial_messages) end
    into v_served, v_access
    from access.standings as s
    left join catalog.offers as o
      on o.model_id = v_wish and o.api = coalesce(p_api, 'any')
      and o.valid_from <= now() and o.valid_until > now()
    where s.account_id = p_account_id
      and s.user_id = p_user_id;
    if v_access is not null then
      v_choice.model_id := v_wish;
      v_choice.because := v_because;
      exit;
    elsif v_choice.instead_of is null then
      v_choice.instead_of := v_wish;
      v_choice.instead_because := case
        when v_served is not null then 'not_allowed'
        when exists (select from catalog.models as m where m.id = v_wish and m.enabled)
          then 'not_on_endpoint'
        else 'disabled'
      end;
    end if;
  end loop;

  return v_choice;
end;
$$;

revoke all on function access.choose_model(uuid, uuid, text, text) from public;
comment on function access.choose_model is 'The model for a request that names none, and why.';

commit;
