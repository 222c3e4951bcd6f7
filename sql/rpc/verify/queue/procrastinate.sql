-- Verify florin:queue/procrastinate on pg

begin;

select 1 / has_schema_privilege('florin_worker', 'queue', 'usage')::integer;

select 1 / (not has_schema_privilege('authenticated', 'queue', 'usage'))::integer;

select id, queue_name, task_name, queueing_lock, args, status, scheduled_at, worker_id
from queue.procrastinate_jobs
where false;

select 1 / relrowsecurity::integer
from pg_catalog.pg_class
where oid = 'queue.procrastinate_jobs'::regclass;

select 1 / has_function_privilege(
  'florin_worker', 'queue.procrastinate_fetch_job_v2(varchar[], bigint)', 'execute'
)::integer;

rollback;
