-- Deploy florin:catalog/tell_of_model to pg
-- requires: catalog/models
-- requires: audit/emit

begin;

/*
 * Trigger: tells that a model was created, enabled or disabled, by whatever way.
 */
create function catalog.tell_of_model()
returns trigger
language plpgsql
volatile
-- Definer: whoever may edit models need not have rights on the outbox.
security definer
set search_path = ''
as $$
declare
  v_kind text := case
    when tg_op = 'INSERT' then 'admin_model_created'
    when new.enabled then 'admin_model_enabled'
    else 'admin_model_disabled'
  end;
begin
  perform audit.emit(
    '00000000-0000-0000-0000-000000000000', v_kind,
    jsonb_build_object('model', new.id, 'enabled', new.enabled, 'by', (select auth.uid()))
  );
  return null;
end;
$$;

revoke all on function catalog.tell_of_model() from public;
comment on function catalog.tell_of_model is 'Tells what became of a model.';

create trigger models_are_told_of_when_created
after insert on catalog.models
for each row execute function catalog.tell_of_model();

create trigger models_are_told_of_when_switched
after update of enabled on catalog.models
for each row when (old.enabled <> new.enabled)
execute function catalog.tell_of_model();

commit;
