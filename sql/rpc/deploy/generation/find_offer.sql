-- Deploy florin:generation/find_offer to pg
-- requires: generation/offer
-- requires: catalog/rebuild_offers

begin;

/*
 * What serves a model on an endpoint now: its price version and its routes in order. p_api null
 * takes whatever endpoint of each provider can hold a conversation. All null where there is none.
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
  select o.model_id, o.max_output_tokens, o.hold_step_tokens, p, o.routes
  into v_offer
  from catalog.offers as o
  cross join lateral (
    select * from catalog.prices as q
    where q.model_id = o.model_id and q.effective_at <= now()
    order by q.effective_at desc
    limit 1
  ) as p
  where o.model_id = p_model
    and o.api = coalesce(p_api, 'any');

  return v_offer;
end;
$$;

revoke all on function generation.find_offer(text, text) from public;
comment on function generation.find_offer is 'A model''s price and routes now.';

commit;
