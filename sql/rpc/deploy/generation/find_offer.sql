-- Deploy florin:generation/find_offer to pg
-- requires: generation/offer
-- requires: catalog/rebuild_offers
-- requires: access/members
-- requires: access/account_plans
-- requires: access/refuse_member

begin;

/*
 * What an account is offered: its plan, and what serves a model on an endpoint now, with price
 * version and routes in order. p_api null takes whatever endpoint of each provider can hold a
 * conversation. No model and no routes where nothing serves it. One query, since each of its
 * lookups is small and starting a query is not.
 *
 * Raises  FLMEM not a member
 */
create function generation.find_offer(
  p_account_id uuid,
  p_user_id uuid,
  p_model text,
  p_api text
)
returns generation.offer
language plpgsql
stable
set search_path = ''
as $$
declare
  v_offer generation.offer;
begin
  select n, o.model_id, o.max_output_tokens, o.hold_step_tokens, p, o.routes
  into v_offer
  from access.members as m
  join access.account_plans as a on a.account_id = m.account_id
  join catalog.plan_versions as n on n.id = a.plan_version_id
  left join (
    catalog.offers as o
    cross join lateral (
      select * from catalog.prices as q
      where q.model_id = o.model_id and q.effective_at <= now()
      order by q.effective_at desc
      limit 1
    ) as p
  ) on o.model_id = p_model and o.api = coalesce(p_api, 'any')
  where m.account_id = p_account_id
    and m.user_id = p_user_id;
  if not found then
    perform access.refuse_member(p_account_id, p_user_id);
  end if;

  return v_offer;
end;
$$;

revoke all on function generation.find_offer(uuid, uuid, text, text) from public;
comment on function generation.find_offer is 'An account''s plan, a model''s price and routes now.';

commit;
