-- Deploy florin:api/models to pg
-- requires: catalog/models_policy
-- requires: catalog/prices_policy
-- requires: catalog/unit_prices_policy

begin;

create view api.models
with (security_invoker = true)
as
select
  m.id,
  m.display_name,
  m.description,
  m.kind,
  m.tier,
  m.is_default,
  m.sort_order,
  m.metadata,
  m.messages_per_day,
  m.trial_messages,
  m.max_output_tokens,
  m.created_at,
  p.input,
  p.cache_read,
  p.cache_write,
  p.output,
  p.request,
  p.web_search,
  m.job_options,
  (
    select jsonb_agg(
      jsonb_build_object(
        'unit', u.unit, 'resolution', u.resolution, 'microcredits', u.microcredits
      ) order by u.unit, u.resolution
    )
    from catalog.unit_prices as u
    where u.price_id = p.id
  ) as unit_prices
from catalog.models as m
left join lateral (
  select
    q.id, q.input, q.cache_read, q.cache_write, q.output, q.request, q.web_search
  from catalog.prices as q
  where q.model_id = m.id and q.effective_at <= now()
  order by q.effective_at desc
  limit 1
) as p on true
where m.enabled;

grant select on api.models to anon, authenticated;
comment on view api.models is
  'Models that can be asked for, with their prices now: µc per million tokens, or per one.';

commit;
