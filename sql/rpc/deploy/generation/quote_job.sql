-- Deploy florin:generation/quote_job to pg
-- requires: generation/job_quote
-- requires: generation/offer
-- requires: generation/check_job_input
-- requires: catalog/unit_prices
-- requires: catalog/models

begin;

/*
 * What a job costs, exactly and before anybody works: images, or seconds of video, at the rate of
 * its resolution, plus the price per request. A trial is free. What has no price is refused, and so
 * is an option that the model does not list: it could make the provider do more than is paid for.
 *
 * Raises  FLARG the member that the model does not take, lacks, or has no price for
 */
create function generation.quote_job(p_input jsonb, p_offer generation.offer)
returns generation.job_quote
language plpgsql
stable
set search_path = ''
as $$
declare
  v_model catalog.models;
  v_counted text;
  v_quote generation.job_quote;
begin
  select * into strict v_model from catalog.models where id = p_offer.model_id;
  v_quote.kind := v_model.kind;
  v_quote.unit := case v_model.kind
    when 'image' then 'image'::catalog.price_unit
    when 'video' then 'second'::catalog.price_unit
  end;
  v_counted := v_quote.unit || 's';
  v_quote.quantity := coalesce((p_input ->> v_counted)::integer, 1);
  v_quote.resolution := coalesce(p_input ->> 'resolution', '');
  v_quote.provider_id := p_offer.routes -> 0 ->> 'provider';
  v_quote.provider_model := p_offer.routes -> 0 ->> 'provider_model';
  v_quote.timeout_s := v_model.job_timeout_s;

  if v_quote.unit is null then
    perform access.refuse_argument('model', 'one that makes images or video');
  elsif v_quote.unit = 'second' and not p_input ? 'seconds' then
    perform access.refuse_argument('seconds', 'this model needs it');
  elsif p_input ?| array_remove(array['seconds', 'images'], v_counted) then
    perform access.refuse_argument(
      case v_counted when 'images' then 'seconds' else 'images' end, 'not for this model'
    );
  elsif not coalesce(p_input -> 'options', '{}') - v_model.job_options = '{}' then
    perform access.refuse_argument('options', coalesce(
      'some of ' || nullif(array_to_string(v_model.job_options, ', '), ''), 'none for this model'
    ));
  end if;

  select case when p_offer.access = 'trial' then 0 else u.microcredits end into v_quote.rate
  from catalog.unit_prices as u
  where u.price_id = p_offer.price_id
    and u.unit = v_quote.unit
    and u.resolution in (v_quote.resolution, '')
  order by u.resolution desc
  limit 1;
  if not found then
    perform access.refuse_argument('resolution', coalesce('one of ' || (
      select string_agg(u.resolution, ', ' order by u.resolution)
      from catalog.unit_prices as u
      where u.price_id = p_offer.price_id and u.unit = v_quote.unit
    ), 'this model has no price'));
  end if;

  v_quote.charge := case
    when p_offer.access = 'trial' then 0
    else p_offer.request + v_quote.quantity * v_quote.rate end;
  return v_quote;
end;
$$;

revoke all on function generation.quote_job(jsonb, generation.offer) from public;
comment on function generation.quote_job is 'What a job costs if it succeeds.';

commit;
