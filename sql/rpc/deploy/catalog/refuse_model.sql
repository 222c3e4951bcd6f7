-- Deploy florin:catalog/refuse_model to pg
-- requires: base/schemas

begin;

/*
 * Refuses the name of a model that the catalogue lacks.
 *
 * Raises  FLMOD always
 */
create function catalog.refuse_model(p_model_id text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  raise exception 'no model %', p_model_id using
    errcode = 'FLMOD',
    detail = pg_catalog.json_build_object('model', p_model_id)::text,
    hint = 'Name a model of the catalogue by its id.';
end;
$$;

revoke all on function catalog.refuse_model(text) from public;
comment on function catalog.refuse_model is 'Raises FLMOD.';

commit;
