-- Deploy florin:catalog/list_models to pg
-- requires: catalog/list_models@v0.1.0
-- requires: access/list_standings
-- requires: access/refuse_member
-- requires: catalog/offers
-- requires: catalog/prices
-- requires: catalog/unit_prices
-- requires: catalog/unlocks

begin;

-- A type cannot be replaced. Who returns this as jsonb goes on to: it is turned into that.
-- squawk-ignore ban-drop-function
drop function catalog.list_models(uuid, uuid);

/*
 * The catalogue as one user sees it: every enabled model with its price now, what allows it, use
 * and trial, what unlocks it, and the user's preferences. One query, however many models, and
 * json: it is written once and read by nobody here, so that jsonb would be taken apart for nothing.
 * Prices per unit are as catalog.list_unit_prices lists them, of all models in one go.
 *
 * Raises  FLMEM not a member
 */
create function catalog.list_models(p_account_id uuid, p_user_id uuid)
returns json
language plpgsql
stable
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_catalog json;
begin
  select json_build_object(
    'models', (
      select coalesce(json_agg(json_build_object(
        'id', m.id, 'display_name', m.display_name, 'description', m.description,
        'kind', m.kind, 'tier', m.tier, 'sort_order', m.sort_order, 'metadata', m.metadata,
        'max_output_tokens', m.max_output_tokens, 'apis', coalesce(o.apis, '[]'),
        'price', case when p.id is not null then json_build_object(
          'input', p.input, 'cache_read', p.cache_read, 'cache_write', p.cache_write,
          'output', p.output, 'request', p.request, 'web_search', p.web_search
        ) end,
        'unit_prices', coalesce(u.prices, '[]'),
        'access', s.access, 'purchased', s.purchased, 'usage', s.usage, 'trial', s.trial,
        'unlock', coalesce(l.products, '[]')
      ) order by m.sort_order, m.id), '[]')
      from access.list_standings(p_account_id, p_user_id) as s
      join catalog.models as m on m.id = s.model_id
      left join lateral (
        select * from catalog.prices as q
        where q.model_id = m.id and q.effective_at <= now()
        order by q.effective_at desc
        limit 1
      ) as p on true
      left join (
        select f.model_id, json_agg(f.api order by f.api) as apis
        from catalog.offers as f
        where f.api <> 'any' and f.valid_from <= now() and f.valid_until > now()
        group by f.model_id
      ) as o on o.model_id = m.id
      left join (
        select g.price_id, json_agg(json_build_object(
          'unit', g.unit, 'resolution', g.resolution, 'microcredits', g.microcredits
        ) order by g.unit, g.resolution) as prices
        from catalog.unit_prices as g
        group by g.price_id
      ) as u on u.price_id = p.id
      left join catalog.unlocks as l on l.model_id = m.id
    ),
    'preferences', json_build_object(
      'default_model_id', f.default_model_id,
      'persona_overrides', coalesce(f.persona_overrides, '{}'),
      'system_default', (select d.id from catalog.models as d where d.is_default)
    )
  )
  into v_catalog
  from access.members as b
  left join access.profiles as f on f.account_id = b.account_id and f.user_id = b.user_id
  where b.account_id = p_account_id
    and b.user_id = p_user_id;
  if not found then
    perform access.refuse_member(p_account_id, p_user_id);
  end if;

  return v_catalog;
end;
$$;

revoke all on function catalog.list_models(uuid, uuid) from public;
grant execute on function catalog.list_models(uuid, uuid) to florin_service;
comment on function catalog.list_models is 'The catalogue as one user sees it.';

commit;
