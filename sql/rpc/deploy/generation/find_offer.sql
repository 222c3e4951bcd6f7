-- Deploy florin:generation/find_offer to pg
-- requires: generation/find_offer@v0.1.0
-- requires: generation/offer
-- requires: catalog/rebuild_offers
-- requires: access/keep_standings
-- requires: access/refuse_member
-- requires: access/unlocked_by
-- requires: generation/check_offer

begin;

/*
 * What a request is offered: what serves its model on its endpoint now, with price version and
 * routes in order, what the plan says, and what to hold. p_api null takes whatever endpoint of
 * each provider can hold a conversation. No model and no routes where nothing serves it; no access
 * where it is locked. One query, since each of its parts is small and starting another is not.
 *
 * The hold is for the input at its dearest slice, since nobody knows yet what the provider will
 * cache, and for the output: of a stream what is usual for this account with this model, else for
 * the model, else a step; the whole of a reply that comes whole. A service that knows only of steps
 * is told of none that is larger than what is held.
 * The model's bound is on each of the replies asked for, the request's on all of them. A trial is
 * free.
 *
 * Raises  FLMEM not a member · FLAMT negative or absurd sizes
 */
create or replace function generation.find_offer(
  p_account_id uuid, p_user_id uuid, p_model text, p_api text, p_stream boolean,
  p_input_tokens bigint, p_max_output_tokens bigint, p_choices integer
)
returns generation.offer
language plpgsql
stable
-- No search_path: it runs under that of the definer that called it (decision 19).
as $$
declare
  v_offer generation.offer;
begin
  select
    o.model_id, least(o.hold_step_tokens, c.usual), o.messages_per_day, o.trial_messages, o.routes,
    case when o.tier = any(s.tiers) then 'plan'::generation.access
      when o.model_id is not null then
        access.unlocked_by(p_account_id, o.model_id, o.trial_messages)::generation.access end,
    o.price_id, o.input, o.cache_read, o.cache_write, o.output, o.request, o.web_search,
    s.on_disconnect, s.max_open_generations, s.requests_per_minute, s.refuse_in_debt, c.cap,
    ceil((
      p_input_tokens::numeric * greatest(o.input, o.cache_write)
      + case when p_stream then least(c.cap, c.usual) else c.cap end::numeric * o.output
    ) / 1000000)::bigint + o.request
  into v_offer
  from access.standings as s
  left join (
    catalog.offers as o
    cross join lateral (
      select
        least(p_max_output_tokens, o.max_output_tokens::bigint * p_choices) as cap,
        coalesce(
          (s.usual_outputs -> p_model)::integer, o.usual_output_tokens, o.hold_step_tokens
        ) as usual
    ) as c
  ) on o.model_id = p_model and o.api = coalesce(p_api, 'any')
    and o.valid_from <= now() and o.valid_until > now()
  where s.account_id = p_account_id
    and s.user_id = p_user_id;

  if v_offer.access is distinct from 'plan'
    or p_input_tokens not between 0 and 100000000
    or v_offer.cap not between 0 and 100000000
  then
    if v_offer.on_disconnect is null then
      perform access.refuse_member(p_account_id, p_user_id);
    end if;
    v_offer := generation.check_offer(v_offer, p_input_tokens);
  end if;

  return v_offer;
end;
$$;

revoke all on function generation.find_offer(
  uuid, uuid, text, text, boolean, bigint, bigint, integer
) from public;
comment on function generation.find_offer is 'What a request is offered: price, routes, hold.';

commit;
