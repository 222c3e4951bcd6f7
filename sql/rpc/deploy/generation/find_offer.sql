-- Deploy florin:generation/find_offer to pg
-- requires: generation/offer
-- requires: catalog/rebuild_offers

begin;

/*
 * What serves a model on an endpoint now: its price version and its routes in order. p_api null
 * takes whatever endpoint of each provider can hold a conversation. An unknown or disabled model
 * has no id in the answer, one that this endpoint does not serve has no routes.
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
  select m.id, m.max_output_tokens, m.hold_step_tokens, p, o.routes
  into v_offer
  from catalog.models as m
  cross join lateral (
    select * from catalog.prices as q
    where q.model_id = m.id and q.effective_at <= now()
    order by q.effective_at desc
    limit 1
  ) as p
  left join catalog.offers as o on o.model_id = m.id and o.api = coalesce(p_api, 'any')
  where m.id = p_model and m.enabled;

  return v_offer;
end;
$$;

revoke all on function generation.find_offer(text, text) from public;
comment on function generation.find_offer is 'A model''s price and routes now.';

commit;
