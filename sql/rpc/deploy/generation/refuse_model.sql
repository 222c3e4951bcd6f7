-- Deploy florin:generation/refuse_model to pg
-- requires: catalog/models

begin;

/*
 * Says why a model cannot be asked for.
 *
 * Raises  FLMOD unknown or disabled model · FLAPI not served on this endpoint
 */
create function generation.refuse_model(p_model text, p_api text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  if not exists (select from catalog.models where id = p_model and enabled) then
    raise exception 'no model %', p_model using
      errcode = 'FLMOD',
      detail = pg_catalog.json_build_object('model', p_model)::text,
      hint = 'GET /v1/models lists the models.';
  end if;

  raise exception 'model % is not served by %', p_model, p_api using
    errcode = 'FLAPI',
    detail = pg_catalog.json_build_object('model', p_model, 'api', p_api)::text,
    hint = 'Ask on another endpoint; /v1/generations serves every chat model.';
end;
$$;

revoke all on function generation.refuse_model(text, text) from public;
comment on function generation.refuse_model is 'Raises FLMOD or FLAPI.';

commit;
