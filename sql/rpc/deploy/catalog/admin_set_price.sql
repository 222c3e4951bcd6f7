-- Deploy florin:catalog/admin_set_price to pg
-- requires: catalog/prices
-- requires: catalog/list_unit_prices
-- requires: catalog/check_members
-- requires: catalog/refuse_model
-- requires: access/refuse_argument
-- requires: audit/begin_action
-- requires: audit/log_change

begin;

/*
 * For admins: a new price version, from now or a time to come. What is null stays as the version
 * before has it, and is 0 where there is none; p_unit_prices, a list of unit, resolution and
 * microcredits, takes the place of all of them. The same version again changes nothing.
 *
 * Raises  FLADM not an admin · FLMOD no such model · 23502, 23514, 22P02 no such price
 *         FLARG a time that is over, or one that has another price already, or no such list
 */
create function catalog.admin_set_price(
  p_model_id text, p_effective_at timestamptz, p_input bigint, p_cache_read bigint,
  p_cache_write bigint, p_output bigint, p_request bigint, p_web_search bigint,
  p_unit_prices jsonb
)
returns catalog.prices
language plpgsql
volatile
-- Definer: admins have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_at timestamptz := coalesce(p_effective_at, now());
  v_before catalog.prices;
  v_price catalog.prices;
  v_units jsonb;
begin
  perform audit.begin_action('admin_set_price');
  if not exists (select from catalog.models where id = p_model_id) then
    perform catalog.refuse_model(p_model_id);
  end if;
  if p_unit_prices <> '[]' then
    perform catalog.check_members(
      'p_unit_prices', p_unit_prices, 'unit', array['unit', 'resolution', 'microcredits']
    );
  end if;

  select * into v_before
  from catalog.prices as p
  where p.model_id = p_model_id and p.effective_at <= v_at
  order by p.effective_at desc
  limit 1;
  v_units := catalog.list_unit_prices(p_unit_prices, v_before.id);
  if v_before.effective_at = v_at then
    if (v_before.input, v_before.cache_read, v_before.cache_write, v_before.output,
      v_before.request, v_before.web_search) is distinct from (
      coalesce(p_input, v_before.input), coalesce(p_cache_read, v_before.cache_read),
      coalesce(p_cache_write, v_before.cache_write), coalesce(p_output, v_before.output),
      coalesce(p_request, v_before.request), coalesce(p_web_search, v_before.web_search)
    ) or v_units <> catalog.list_unit_prices(null, v_before.id) then
      perform access.refuse_argument('p_effective_at', 'that time has another price already');
    end if;
    return v_before;
  end if;
  -- A price of the past would rewrite what was told to users.
  if v_at < now() then
    perform access.refuse_argument('p_effective_at', 'not in the past');
  end if;

  insert into catalog.prices (
    model_id, effective_at, input, cache_read, cache_write, output, request, web_search
  )
  values (
    p_model_id, v_at, coalesce(p_input, v_before.input, 0),
    coalesce(p_cache_read, v_before.cache_read, 0),
    coalesce(p_cache_write, v_before.cache_write, 0), coalesce(p_output, v_before.output, 0),
    coalesce(p_request, v_before.request, 0), coalesce(p_web_search, v_before.web_search, 0)
  )
  returning * into strict v_price;
  insert into catalog.unit_prices (price_id, unit, resolution, microcredits)
  select v_price.id, u.unit, u.resolution, u.microcredits
  from jsonb_to_recordset(v_units) as u (
    unit catalog.price_unit, resolution text, microcredits bigint
  );
  return v_price;
end;
$$;

revoke all on function catalog.admin_set_price(
  text, timestamptz, bigint, bigint, bigint, bigint, bigint, bigint, jsonb
) from public;
grant execute on function catalog.admin_set_price(
  text, timestamptz, bigint, bigint, bigint, bigint, bigint, bigint, jsonb
) to authenticated;
comment on function catalog.admin_set_price is 'For admins: a new price version of a model.';

commit;
