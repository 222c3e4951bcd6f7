-- Deploy florin:api/admin_set_price to pg
-- requires: catalog/admin_set_price

begin;

-- Thin and security invoker, as the exposed schema asks.
-- catalog.admin_set_price has the rules.
create function api.admin_set_price(
  p_model_id text,
  p_effective_at timestamptz default null,
  p_input bigint default null,
  p_cache_read bigint default null,
  p_cache_write bigint default null,
  p_output bigint default null,
  p_request bigint default null,
  p_web_search bigint default null,
  p_unit_prices jsonb default null
)
returns catalog.prices
language plpgsql
volatile
set search_path = ''
as $$
begin
  return catalog.admin_set_price(
    p_model_id, p_effective_at, p_input, p_cache_read, p_cache_write, p_output, p_request,
    p_web_search, p_unit_prices
  );
end;
$$;

revoke all on function api.admin_set_price(
  text, timestamptz, bigint, bigint, bigint, bigint, bigint, bigint, jsonb
) from public;
grant execute on function api.admin_set_price(
  text, timestamptz, bigint, bigint, bigint, bigint, bigint, bigint, jsonb
) to authenticated;
comment on function api.admin_set_price is 'For admins: a new price version of a model.';

commit;
