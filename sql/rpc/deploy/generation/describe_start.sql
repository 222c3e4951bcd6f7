-- Deploy florin:generation/describe_start to pg
-- requires: generation/generations
-- requires: generation/offer
-- requires: generation/refuse_debt

begin;

/*
 * What the service needs to serve an authorised request.
 */
create function generation.describe_start(
  p_generation generation.generations,
  p_offer generation.offer,
  p_cap bigint,
  p_account ledger.accounts
)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_price catalog.prices := p_offer.price;
begin
  return jsonb_build_object(
    'status', 'started',
    'generation_id', p_generation.id,
    'model', p_offer.model_id,
    'hold', p_generation.hold,
    'available', p_account.posted - p_account.held + p_account.overdraft_limit,
    'on_disconnect', p_generation.on_disconnect,
    'step_tokens', p_offer.hold_step_tokens,
    'max_output_tokens', p_cap,
    'price', jsonb_build_object(
      'input', v_price.input, 'cache_read', v_price.cache_read,
      'cache_write', v_price.cache_write, 'output', v_price.output,
      'request', v_price.request, 'web_search', v_price.web_search
    ),
    'routes', p_offer.routes
  );
end;
$$;

revoke all on function generation.describe_start(
  generation.generations, generation.offer, bigint, ledger.accounts
) from public;
comment on function generation.describe_start is 'What the service needs to serve a request.';

commit;
