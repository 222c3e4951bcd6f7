-- Deploy florin:catalog/save_model to pg
-- requires: catalog/models

begin;

/*
 * Creates or edits one model by the members of p_model, which are columns; what is not among them
 * stays, or takes the table's default. A new default model takes the place of the old one.
 *
 * Locks   catalog.models rows, of a table that the caller has locked against other editors
 */
create function catalog.save_model(p_model jsonb)
returns catalog.models
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_id text := p_model ->> 'id';
  v_columns text;
  v_saved catalog.models;
begin
  select string_agg(pg_catalog.quote_ident(k), ', ' order by k) into strict v_columns
  from jsonb_object_keys(p_model) as k;

  if (p_model ->> 'is_default')::boolean then
    update catalog.models set is_default = false where is_default and id <> v_id;
  end if;

  if exists (select from catalog.models where id = v_id) then
    execute pg_catalog.format(
      'update catalog.models as m set (%1$s) = '
      '(select %1$s from jsonb_populate_record(m, $1)) where m.id = $2', v_columns
    )
    using p_model, v_id;
  else
    execute pg_catalog.format(
      'insert into catalog.models (%1$s) '
      'select %1$s from jsonb_populate_record(null::catalog.models, $1)', v_columns
    )
    using p_model;
  end if;

  select * into strict v_saved from catalog.models where id = v_id;
  return v_saved;
end;
$$;

revoke all on function catalog.save_model(jsonb) from public;
comment on function catalog.save_model is 'Creates or edits one model.';

commit;
