-- Deploy florin:catalog/rebuild_offers to pg
-- requires: catalog/offers

begin;

/*
 * Trigger: derives catalog.offers anew after a change of models, providers or routes. The
 * catalogue is small and changes seldom, so it is derived whole. On /v1/generations ("any") each
 * route is used by the first of its endpoints that can hold a conversation.
 */
create function catalog.rebuild_offers()
returns trigger
language plpgsql
volatile
-- Definer: whoever may edit routes need not have rights on what is derived from them.
security definer
set search_path = ''
as $$
begin
  delete from catalog.offers;

  insert into catalog.offers (
    model_id, api, max_output_tokens, hold_step_tokens, tier, messages_per_day, trial_messages,
    routes
  )
  select
    m.id, x.api, m.max_output_tokens, m.hold_step_tokens, m.tier, m.messages_per_day,
    m.trial_messages, json_agg(json_build_object(
      'route_id', r.id, 'provider', v.id, 'family', v.family, 'base_url', v.base_url,
      'key_env', v.key_env, 'provider_model', r.provider_model, 'api', x.used
    ) order by r.position)
  from catalog.models as m
  join catalog.routes as r on r.model_id = m.id and r.enabled
  join catalog.providers as v on v.id = r.provider_id and v.enabled
  cross join lateral (
    select a as api, a as used from unnest(r.apis) as a
    union all
    select 'any', (
      select u.api from unnest(r.apis) with ordinality as u (api, n)
      where u.api not in ('embeddings', 'jobs')
      order by u.n
      limit 1
    )
  ) as x
  where m.enabled
    and x.used is not null
  group by m.id, x.api;

  return null;
end;
$$;

revoke all on function catalog.rebuild_offers() from public;
comment on function catalog.rebuild_offers is 'Derives catalog.offers anew.';

create trigger routes_change_offers
after insert or update or delete or truncate on catalog.routes
for each statement execute function catalog.rebuild_offers();

create trigger models_change_offers
after update or delete on catalog.models
for each statement execute function catalog.rebuild_offers();

create trigger providers_change_offers
after update or delete on catalog.providers
for each statement execute function catalog.rebuild_offers();

commit;
