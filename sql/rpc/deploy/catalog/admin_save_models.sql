-- Deploy florin:catalog/admin_save_models to pg
-- requires: catalog/save_model
-- requires: catalog/check_members
-- requires: catalog/tell_of_model
-- requires: audit/begin_action
-- requires: audit/log_change

begin;

/*
 * For admins: creates and edits models, all or none. Each object names its id and the columns to
 * set; a new one needs display_name and max_output_tokens. Doing it again changes nothing.
 *
 * Raises  FLADM not an admin · FLARG not such a list, or an unknown member
 *         23502, 23514, 22P02 a value that its column does not take
 * Locks   catalog.models against other editors; readers go on
 */
create function catalog.admin_save_models(p_models jsonb)
returns setof catalog.models
language plpgsql
volatile
-- Definer: admins have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_model jsonb;
begin
  perform audit.begin_action('admin_save_models');
  perform catalog.check_members('p_models', p_models, 'id', array[
    'id', 'display_name', 'description', 'kind', 'tier', 'enabled', 'is_default', 'sort_order',
    'metadata', 'messages_per_day', 'trial_messages', 'max_output_tokens', 'hold_step_tokens',
    'job_timeout_s', 'job_options'
  ]);

  lock table catalog.models in share row exclusive mode;
  for v_model in select m from jsonb_array_elements(p_models) as m loop
    return next catalog.save_model(v_model);
  end loop;
end;
$$;

revoke all on function catalog.admin_save_models(jsonb) from public;
grant execute on function catalog.admin_save_models(jsonb) to authenticated;
comment on function catalog.admin_save_models is 'For admins: creates and edits models.';

commit;
