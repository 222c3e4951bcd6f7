-- Deploy florin:generation/refuse_offer to pg
-- requires: generation/offer
-- requires: generation/refuse_model
-- requires: access/refuse_locked

begin;

/*
 * Says why an account is not offered a model.
 *
 * Raises  FLDEF none named, and no default serves this endpoint · FLMOD unknown or disabled model
 *         FLAPI not served on this endpoint · FLLCK locked
 */
create function generation.refuse_offer(
  p_account_id uuid,
  p_model text,
  p_api text,
  p_offer generation.offer
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  if p_offer.model_id is not null then
    perform access.refuse_locked(p_account_id, p_offer.model_id);
  end if;

  if p_model is null then
    raise exception 'no model is named, and no default serves %', p_api using
      errcode = 'FLDEF',
      detail = pg_catalog.json_build_object('api', p_api)::text,
      hint = 'Name a model, or mark one of catalog.models as is_default.';
  end if;

  perform generation.refuse_model(p_model, p_api);
end;
$$;

revoke all on function generation.refuse_offer(uuid, text, text, generation.offer) from public;
comment on function generation.refuse_offer is 'Raises FLDEF, FLMOD, FLAPI or FLLCK.';

commit;
