-- Revert florin:catalog/rebuild_offers from pg

begin;

/*
 * Trigger: derives catalog.offers anew after a change of models, prices, providers or routes. The
 * catalogue is small and changes seldom, so it is derived whole. A price that is yet to take effect
 * has its row already: the clock needs no trigger. On /v1/generations ("any") each route is used by
 * the first of its endpoints that can hold a conversation.
 */
create or replace function catalog.rebuild_offers()
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
    valid_from, valid_until, price_id, input, cache_read, cache_write, output, request,
    web_search, routes
  )
  select
    m.id, x.api, m.max_output_tokens, m.hold_step_tokens, m.tier, m.messages_per_day,
    m.trial_messages, p.effective_at, p.valid_until, p.id, p.input, p.cache_read, p.cache_write,
    p.output, p.request, p.web_search, json_agg(json_build_object(
      'route_id', r.id, 'provider', v.id, 'family', v.family, 'base_url', v.base_url,
      'key_env', v.key_env, 'provider_model', r.provider_model, 'api', x.used
    ) order by r.position)
  from catalog.models as m
  join (
    select
      q.*,
      lead(q.effective_at, 1, 'infinity')
        over (partition by q.model_id order by q.effective_at) as valid_until
    from catalog.prices as q
  ) as p on p.model_id = m.id
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
    -- Prices that are over are nobody's offer any more.
    and p.valid_until > now()
  group by
    m.id, x.api, p.id, p.effective_at, p.valid_until, p.input, p.cache_read, p.cache_write,
    p.output, p.request, p.web_search;

  return null;
end;
$$;

revoke all on function catalog.rebuild_offers() from public;
comment on function catalog.rebuild_offers is 'Derives catalog.offers anew.';

create or replace trigger routes_change_offers
after insert or update or delete or truncate on catalog.routes
for each statement execute function catalog.rebuild_offers();

create or replace trigger models_change_offers
after update or delete on catalog.models
for each statement execute function catalog.rebuild_offers();

create or replace trigger prices_change_offers
after insert on catalog.prices
for each statement execute function catalog.rebuild_offers();

create or replace trigger providers_change_offers
after update or delete on catalog.providers
for each statement execute function catalog.rebuild_offers();

commit;
