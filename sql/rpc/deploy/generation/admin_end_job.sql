-- Deploy florin:generation/admin_end_job to pg
-- requires: generation/find_any_job
-- requires: generation/finish_job
-- requires: audit/begin_action
-- requires: audit/write_log

begin;

/*
 * For admins: the way out of a job whose provider gives no verdict. It ends as said: all of
 * it is charged where it succeeded, and released otherwise. One that has ended stays as it is, and
 * that is not logged. Returns the job afterwards, as its user sees it.
 *
 * Raises  FLADM not an admin · FLARG no such job or outcome, or no reason
 * Locks   as generation.end_job
 */
create function generation.admin_end_job(p_job_id uuid, p_outcome text, p_reason text)
returns json
language plpgsql
volatile
-- Definer: admins have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_job generation.jobs;
  v_ended json;
begin
  perform audit.begin_action('admin_end_job');
  if coalesce(length(p_reason), 0) not between 1 and 500 then
    perform access.refuse_argument('p_reason', '1 to 500 characters');
  end if;
  v_job := generation.find_any_job(p_job_id);
  if v_job.finished_at is not null then
    return generation.describe_job(v_job);
  end if;

  v_ended := generation.finish_job(
    v_job.account_id, v_job.id, p_outcome, '[]',
    json_build_object('code', 'ended_by_hand', 'message', 'It was ended by hand.')::jsonb, 'admin',
    v_job.quantity
  );
  if (v_ended ->> 'won')::boolean then
    perform audit.write_log(
      'admin_end_job', 'generation.jobs ' || v_job.account_id || '/' || v_job.id,
      v_job.account_id, jsonb_build_object('status', v_job.status),
      jsonb_build_object('status', p_outcome, 'reason', p_reason)
    );
  end if;
  return v_ended -> 'job';
end;
$$;

revoke all on function generation.admin_end_job(uuid, text, text) from public;
grant execute on function generation.admin_end_job(uuid, text, text) to authenticated;
comment on function generation.admin_end_job is 'For admins: ends a job by hand.';

commit;
