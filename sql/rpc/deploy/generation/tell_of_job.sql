-- Deploy florin:generation/tell_of_job to pg
-- requires: generation/publish_job
-- requires: generation/count_job_version

begin;

/*
 * Trigger: tells whoever listens on the account's private topic of a change that its user sees, in
 * the transaction of the change. The row is the truth: a message may be lost, and who begins to
 * listen reads the row. A deleted job is told as DELETE.
 */
create function generation.tell_of_job()
returns trigger
language plpgsql
volatile
-- Definer: who changes jobs has no right on the platform's messages.
security definer
set search_path = ''
as $$
declare
  v_event text := case when new.deleted_at is not null then 'DELETE' else tg_op end;
begin
  if v_event = 'DELETE' and old.deleted_at is not null then
    -- Told before; what is tidied up since is nobody's to see.
    return null;
  end if;

  perform realtime.broadcast_changes(
    'account:' || new.account_id, v_event, v_event, 'jobs', 'api',
    case when v_event <> 'DELETE' then generation.publish_job(new) end,
    case when tg_op = 'UPDATE' then generation.publish_job(old) end
  );
  return null;
end;
$$;

revoke all on function generation.tell_of_job() from public;
comment on function generation.tell_of_job is 'Tells listeners of a job''s change.';

create trigger jobs_are_told_of_when_asked
after insert on generation.jobs
for each row execute function generation.tell_of_job();

create trigger jobs_are_told_of_when_changed
after update on generation.jobs
for each row when (old.version <> new.version)
execute function generation.tell_of_job();

commit;
