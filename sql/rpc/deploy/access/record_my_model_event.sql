-- Deploy florin:access/record_my_model_event to pg
-- requires: access/my_personal_account
-- requires: access/refuse_argument
-- requires: access/count_event
-- requires: audit/emit
-- requires: generation/refuse_model

begin;

/*
 * Writes what only the app sees of the way to a purchase to the outbox, for the signed-in user.
 *
 * Raises  FLMEM not signed in · FLARG another kind of event · FLMOD unknown or disabled model
 *         FLLIM too many events in this minute
 * Locks   access.event_counts row
 */
create function access.record_my_model_event(p_kind text, p_model_id text)
returns void
language plpgsql
volatile
-- Definer: users have no right on the tables, and the user is whoever signed in.
security definer
set search_path = ''
as $$
declare
  v_account_id uuid := access.my_personal_account();
begin
  -- The other kinds are facts, and only who makes them true writes them.
  if p_kind is null or p_kind not in (
    'model_selected', 'model_purchase_initiated', 'model_trial_expired_prompt'
  ) then
    perform access.refuse_argument(
      'kind', 'model_selected, model_purchase_initiated or model_trial_expired_prompt'
    );
  end if;
  if not exists (select from catalog.models as m where m.id = p_model_id and m.enabled) then
    perform generation.refuse_model(p_model_id, null);
  end if;

  perform access.count_event(v_account_id);
  perform audit.emit(v_account_id, p_kind, jsonb_build_object(
    'user_id', (select auth.uid()), 'model', p_model_id, 'source', 'app'
  ));
end;
$$;

revoke all on function access.record_my_model_event(text, text) from public;
grant execute on function access.record_my_model_event(text, text) to authenticated;
comment on function access.record_my_model_event is 'Writes one event of the app to the outbox.';

commit;
