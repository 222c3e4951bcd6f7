-- Deploy florin:generation/describe_start to pg
-- requires: generation/offer
-- requires: access/choice
-- requires: ledger/placement

begin;

/*
 * What the service needs to serve an authorised request: routes and price, what is held, how far
 * the limits are used.
 */
create function generation.describe_start(
  p_generation_id uuid,
  p_offer generation.offer,
  p_choice access.choice,
  p_on_disconnect catalog.on_disconnect,
  p_messages_today integer,
  p_left ledger.placement
)
returns json
language plpgsql
stable
-- No search_path: it runs under that of the definer that called it (decision 19).
as $$
begin
  return json_build_object(
    'status', 'started',
    'generation_id', p_generation_id,
    'model', p_offer.model_id,
    'selected_because', coalesce(p_choice.because, 'requested'),
    'instead_of', p_choice.instead_of,
    'instead_because', p_choice.instead_because,
    'access', p_offer.access,
    'hold', p_offer.hold,
    'available', p_left.available,
    'on_disconnect', p_on_disconnect,
    'step_tokens', p_offer.hold_step_tokens,
    'max_output_tokens', p_offer.cap,
    'requests_per_minute', p_offer.requests_per_minute,
    'paced_s', case when p_offer.requests_per_minute is not null
      then extract(epoch from p_left.paced_until - clock_timestamp()) end,
    'messages_per_day', p_offer.messages_per_day,
    'messages_today', p_messages_today,
    'price', json_build_object(
      'input', p_offer.input, 'cache_read', p_offer.cache_read,
      'cache_write', p_offer.cache_write, 'output', p_offer.output,
      'request', p_offer.request, 'web_search', p_offer.web_search
    ),
    'routes', p_offer.routes
  );
end;
$$;

revoke all on function generation.describe_start(
  uuid, generation.offer, access.choice, catalog.on_disconnect, integer, ledger.placement
) from public;
comment on function generation.describe_start is 'What the service needs to serve a request.';

commit;
