-- Deploy florin:access/tell_of_model_access to pg
-- requires: access/entitlements
-- requires: audit/emit

begin;

/*
 * Trigger: tells that an admin gave an account access to a model, by whatever way.
 */
create function access.tell_of_model_access()
returns trigger
language plpgsql
volatile
-- Definer: whoever may edit entitlements need not have rights on the outbox.
security definer
set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and (old.revoked_at is null or new.revoked_at is not null) then
    return null;
  end if;

  perform audit.emit(
    new.account_id, 'admin_model_access_granted',
    jsonb_build_object(
      'model', new.key, 'valid_until', new.valid_until, 'by', (select auth.uid())
    )
  );
  return null;
end;
$$;

revoke all on function access.tell_of_model_access() from public;
comment on function access.tell_of_model_access is 'Tells of access that an admin granted.';

create trigger model_access_is_told_of
after insert or update of revoked_at on access.entitlements
for each row when (new.kind = 'model' and new.source = 'admin_grant')
execute function access.tell_of_model_access();

commit;
