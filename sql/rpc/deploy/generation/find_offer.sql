-- Deploy florin:generation/find_offer to pg
-- requires: generation/offer
-- requires: catalog/routes

begin;

/*
 * What serves a model on an endpoint now: its price version and its routes in order. p_api null
 * takes whatever endpoint of each provider can hold a conversation.
 *
 * Raises  FLMOD unknown or disabled model · FLAPI not served on this endpoint
 */
create function generation.find_offer(p_model text, p_api text)
returns generation.offer
language plpgsql
stable
set search_path = ''
as $$
declare
  v_offer generation.offer;
begin
  select m.id, m.max_output_tokens, m.hold_step_tokens, p, (
    select jsonb_agg(jsonb_build_object(
      'route_id', r.id, 'provider', v.id, 'family', v.family, 'base_url', v.base_url,
      'key_env', v.key_env, 'provider_model', r.provider_model, 'api', x.api
    ) order by r.position)
    from catalog.routes as r
    join catalog.providers as v on v.id = r.provider_id and v.enabled
    cross join lateral (
      select coalesce(
        case when p_api = any(r.apis) then p_api end,
        case when p_api is null then (
          select a from unnest(r.apis) as a where a <> 'embeddings' limit 1
        ) end
      )
    ) as x (api)
    where r.model_id = m.id and r.enabled and x.api is not null
  )
  into v_offer
  from catalog.models as m
  cross join lateral (
    select * from catalog.prices as q
    where q.model_id = m.id and q.effective_at <= now()
    order by q.effective_at desc
    limit 1
  ) as p
  where m.id = p_model and m.enabled;

  if v_offer.model_id is null then
    raise exception 'no model %', p_model using
      errcode = 'FLMOD',
      detail = pg_catalog.json_build_object('model', p_model)::text,
      hint = 'GET /v1/models lists the models.';
  end if;
  if v_offer.routes is null then
    raise exception 'model % is not served by %', p_model, p_api using
      errcode = 'FLAPI',
      detail = pg_catalog.json_build_object('model', p_model, 'api', p_api)::text,
      hint = 'Ask on another endpoint; /v1/generations serves every chat model.';
  end if;
  return v_offer;
end;
$$;

revoke all on function generation.find_offer(text, text) from public;
comment on function generation.find_offer is 'A model''s price and routes now.';

commit;
